-- Users with pings in this run from before their registration, or without
-- one (registered_at is 0 then): few, so only their pings are checked
-- one by one.
INSERT INTO run_early_users (user_id, registered_at)
SELECT pings.user_id, users.registered_at
FROM (SELECT user_id, min(session_start) AS first_ping FROM run_ping_islands GROUP BY user_id) AS pings
LEFT JOIN run_users AS users ON users.user_id = pings.user_id
WHERE users.registered_at = 0 OR pings.first_ping < toUInt32(users.registered_at)
