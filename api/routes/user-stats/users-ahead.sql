-- The next users in the order of the table, with the columns of
-- user-totals.sql; a user's rows stand together, the last one's may be cut.
SELECT
    user_id,
    registration,
    session_count,
    time_spent_in_game,
    last_session_date,
    retracted_days,
    total_duration,
    total_points_home,
    total_points_away
FROM summed_user_totals
WHERE user_id >= {from:UUID}
ORDER BY user_id
LIMIT 2048
SETTINGS max_execution_time = 5, max_memory_usage = 2000000000
