-- What has a user done on each day of a range? No row for a day without.
SELECT
    date,
    sum(sessions) AS number_of_sessions,
    sum(in_game) AS time_spent_in_game,
    sum(in_match) AS time_spent_in_match,
    sum(won_home) AS total_points_won_home,
    sum(won_away) AS total_points_won_away
FROM
(
    SELECT
        date,
        session_count AS sessions,
        time_spent_in_game AS in_game,
        0 AS in_match,
        0 AS won_home,
        0 AS won_away
    FROM summed_session_data
    WHERE user_id = {user_id:UUID} AND date BETWEEN {from:Date} AND {to:Date}

    UNION ALL

    SELECT date, 0, 0, total_duration, total_points_home, total_points_away
    FROM summed_match_data
    WHERE user_id = {user_id:UUID} AND date BETWEEN {from:Date} AND {to:Date}
)
GROUP BY date
HAVING number_of_sessions > 0 OR time_spent_in_match > 0
ORDER BY date
SETTINGS max_execution_time = 5, max_memory_usage = 2000000000
