-- For analysts: the rejected lines as they are now, merged or not, with the detail.
-- Done again, it makes the same view.
CREATE OR REPLACE VIEW rejected_events AS
SELECT source_run_id, file_number, line, reason, detail, file, byte_offset, raw, raw_bytes, clipped, run_id
FROM signed_rejected_events FINAL
