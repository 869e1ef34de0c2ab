-- For analysts: the held events as they are now, merged or not.
CREATE VIEW IF NOT EXISTS held_events AS
SELECT waits_for, event_id, reason, event_type, event_timestamp, match_id, source_run_id, file_number, line, byte_offset, run_id
FROM signed_held_events FINAL
