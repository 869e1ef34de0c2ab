-- Users whose registration appears or moves to an earlier time: of several,
-- the earliest by (time, event id) counts.
INSERT INTO run_changed_users (user_id, registered_at, event_id)
SELECT user_id, event_timestamp, event_id
FROM
(
    SELECT user_id, event_timestamp, event_id
    FROM
    (
        SELECT user_id, event_timestamp, event_id FROM run_registrations
        UNION ALL
        SELECT user_id, registered_at, event_id FROM run_current_registrations
    )
    ORDER BY user_id, event_timestamp, event_id
    LIMIT 1 BY user_id
)
WHERE event_id NOT IN (SELECT event_id FROM run_current_registrations)
