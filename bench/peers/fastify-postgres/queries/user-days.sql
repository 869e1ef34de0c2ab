SELECT
    date::text AS date,
    sessions AS number_of_sessions,
    seconds_in_game AS time_spent_in_game,
    seconds_in_match AS time_spent_in_match,
    points_home AS total_points_won_home,
    points_away AS total_points_won_away
FROM users
LEFT JOIN user_days ON user_days.user_id = users.user_id AND date BETWEEN $2::date AND $3::date
WHERE users.user_id = $1
ORDER BY date
