SELECT
    country,
    $2::date -
    (
        SELECT date
        FROM user_days
        WHERE user_id = $1 AND date <= $2::date AND sessions > 0
        ORDER BY date DESC
        LIMIT 1
    ) AS days_since_last_login,
    to_char(registered_local, 'YYYY-MM-DD HH24:MI:SS') AS registration_date_local_timezone,
    coalesce(sessions, 0) AS number_of_sessions,
    coalesce(seconds_in_game, 0) AS time_spent_in_game,
    coalesce(points_home, 0) AS total_points_won_home,
    coalesce(points_away, 0) AS total_points_won_away,
    coalesce(round(100 * seconds_in_match::numeric / nullif(seconds_in_game, 0), 2), 0)::float8 AS percentage_time_spent_in_match
FROM users
LEFT JOIN user_days ON user_days.user_id = users.user_id AND date = $2::date
WHERE users.user_id = $1
