-- For analysts: the rejected lines as they are now, merged or not.
CREATE VIEW IF NOT EXISTS rejected_events AS
SELECT source_run_id, file_number, line, reason, file, byte_offset, raw, raw_bytes, clipped, run_id
FROM signed_rejected_events FINAL
