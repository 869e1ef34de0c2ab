-- held_events without the pings that go.
INSERT INTO rebuilt_signed_held_events
    (waits_for, event_id, reason, event_type, event_timestamp, match_id, source_run_id, file_number, line, byte_offset, run_id, sign)
SELECT waits_for, event_id, reason, event_type, event_timestamp, match_id, source_run_id, file_number, line, byte_offset, run_id, 1
FROM signed_held_events FINAL
WHERE event_id NOT IN (SELECT event_id FROM forgotten_held_pings)
