-- The events held for the users whose registration changes.
INSERT INTO run_waiting
SELECT waits_for, event_id, reason, event_type, event_timestamp, match_id, source_run_id, file_number, line, byte_offset
FROM signed_held_events
WHERE waits_for IN (SELECT user_id FROM run_changed_users) AND event_type != 'registration'
GROUP BY ALL
HAVING sum(sign) > 0
