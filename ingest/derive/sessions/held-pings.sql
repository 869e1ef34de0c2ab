-- The pings of this run that do not count.
INSERT INTO run_held
SELECT
    staged.position AS position,
    staged.event_id AS event_id,
    'session_ping' AS event_type,
    staged.event_timestamp AS event_timestamp,
    toUUID('00000000-0000-0000-0000-000000000000') AS match_id,
    if(users.registered_at = 0, 'unregistered_user', 'before_registration') AS reason,
    staged.user_id AS waits_for
FROM stage_session_pings AS staged
INNER JOIN run_early_users AS users ON users.user_id = staged.user_id
WHERE (users.registered_at = 0 OR staged.event_timestamp < users.registered_at)
    AND staged.position NOT IN (SELECT position FROM run_duplicates)
    AND staged.position NOT IN (SELECT position FROM run_outside_retention)
