-- The event ids that count as seen from this run on: all that are
-- not duplicates, also of events that later rules reject. Except pings rejected
-- for their age: they may be sent again once the horizon is moved back.
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
