-- The raw session pings that this run adds.
INSERT INTO change_session_pings (event_timestamp, event_id, user_id, type, run_id)
SETTINGS max_insert_threads = 4
SELECT event_timestamp, event_id, user_id, type, {run_id:UInt32}
FROM stage_session_pings
WHERE position NOT IN (SELECT position FROM run_duplicates)
    AND position NOT IN (SELECT position FROM run_outside_retention)
