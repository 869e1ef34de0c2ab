-- The affected match events, each with the reason for which one of its users
-- makes it not count, and that user; or none.
INSERT INTO run_judged_match_events
SELECT
    events.*,
    events.home_goals_scored IS NULL AS is_start,
    multiIf(
        home.registered_at = 0 OR away.registered_at = 0, 'unregistered_user',
        events.event_timestamp < home.registered_at OR events.event_timestamp < away.registered_at, 'before_registration',
        '') AS user_reason,
    multiIf(
        home.registered_at = 0, events.home_user_id,
        away.registered_at = 0, events.away_user_id,
        events.event_timestamp < home.registered_at, events.home_user_id,
        events.away_user_id) AS blocking_user
FROM run_affected_match_events AS events
LEFT JOIN
(
    SELECT user_id, registered_at FROM run_users WHERE user_id IN (SELECT home_user_id FROM run_affected_match_events)
) AS home ON home.user_id = events.home_user_id
LEFT JOIN
(
    SELECT user_id, registered_at FROM run_users WHERE user_id IN (SELECT away_user_id FROM run_affected_match_events)
) AS away ON away.user_id = events.away_user_id
