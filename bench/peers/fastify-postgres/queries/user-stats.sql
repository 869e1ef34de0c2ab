SELECT
    country,
    CASE
        WHEN last_session_date <= current_date THEN current_date - last_session_date
        WHEN last_session_date IS NOT NULL THEN
            (SELECT current_date - max(date) FROM user_days WHERE user_id = $1 AND date <= current_date AND sessions > 0)
    END AS days_since_last_login,
    to_char(registered_local, 'YYYY-MM-DD HH24:MI:SS') AS registration_date_local_timezone,
    session_count AS number_of_sessions,
    time_spent_in_game,
    total_points_home AS total_points_won_home,
    total_points_away AS total_points_won_away,
    coalesce(round(100 * total_duration::numeric / nullif(time_spent_in_game, 0), 2), 0)::float8 AS percentage_time_spent_in_match
FROM user_totals
WHERE user_id = $1
