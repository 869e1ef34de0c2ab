SELECT
    coalesce(active_users, 0) AS active_users,
    coalesce(number_of_sessions, 0) AS number_of_sessions,
    round(number_of_sessions::numeric / nullif(active_users, 0), 2)::float8 AS avg_sessions_for_users,
    coalesce(user_with_most_points, ARRAY[]::text[]) AS user_with_most_points
FROM (SELECT $1::date AS date) AS asked
LEFT JOIN game_days USING (date)
