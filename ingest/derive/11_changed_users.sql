-- Users whose registration appears or moves to an earlier time: of several,
-- the earliest by (time, event id) counts.
CREATE TEMPORARY TABLE run_changed_users AS
SELECT user_id, earliest.1 AS registered_at, earliest.2 AS event_id
FROM
(
    SELECT user_id, min((event_timestamp, event_id)) AS earliest
    FROM
    (
        SELECT user_id, event_timestamp, event_id FROM run_registrations
        UNION ALL
        SELECT user_id, registered_at, event_id FROM run_current_registrations
    )
    GROUP BY user_id
)
WHERE event_id NOT IN (SELECT event_id FROM run_current_registrations)
