SELECT
    active_users,
    number_of_sessions,
    round(number_of_sessions::numeric / nullif(active_users, 0), 2)::float8 AS avg_sessions_for_users,
    coalesce(user_with_most_points, ARRAY[]::text[]) AS user_with_most_points
FROM game_totals
