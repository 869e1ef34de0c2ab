-- The event ids that count as seen from this run on: a rule that comes after
-- that on duplicates takes none away, but for pings that are rejected for their
-- age: they may be sent again once the horizon is moved back.
INSERT INTO change_event_ids (event_id, run_id)
SETTINGS max_insert_threads = 4
SELECT event_id, {run_id:UInt32}
FROM
(
    SELECT event_id FROM change_session_pings
    UNION ALL
    SELECT event_id FROM run_registrations
    UNION ALL
    SELECT event_id FROM run_match_events
)
