-- Users with pings in this run from before their registration, or without
-- one (registered_at is 0 then): few, so only their pings are looked at
-- one by one.
CREATE TEMPORARY TABLE run_early_users AS
SELECT pings.user_id AS user_id, users.registered_at AS registered_at
FROM
(
    SELECT user_id, min(event_timestamp) AS first_ping FROM change_session_pings GROUP BY user_id
) AS pings
LEFT JOIN run_users AS users ON users.user_id = pings.user_id
WHERE users.registered_at = 0 OR pings.first_ping < users.registered_at
