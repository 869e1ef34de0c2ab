-- Adds the changes to the events that earlier runs hold.
INSERT INTO change_held_events
    (waits_for, event_id, reason, event_type, event_timestamp, match_id, source_run_id, file_number, line, byte_offset, run_id, sign)
SETTINGS optimize_on_insert = 0
SELECT waits_for, event_id, reason, event_type, event_timestamp, match_id, source_run_id, file_number, line, byte_offset, {run_id:UInt32}, sign
FROM run_held_changes
