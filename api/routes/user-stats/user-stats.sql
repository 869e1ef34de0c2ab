-- What has each of these users done in all, and how many days before today
-- was their last session? No row for a user without a valid registration.
-- One pass over three tables: a column has its value in the rows of one table
-- and is nothing in the others', so that max and sum bring it through.
SELECT
    user_id,
    max(country) AS country,
    dateDiff('day', max(session_day), {today:Date}) AS days_since_last_login,
    max(local_time) AS registration_date_local_timezone,
    sum(sessions) AS number_of_sessions,
    sum(seconds_in_game) AS time_spent_in_game,
    sum(seconds_in_match) AS time_spent_in_match,
    sum(points_home) AS total_points_won_home,
    sum(points_away) AS total_points_won_away
FROM
(
    SELECT
        user_id,
        true AS registered,
        country::String AS country,
        registration_date_local_timezone::String AS local_time,
        NULL::Nullable(Date) AS session_day,
        0 AS sessions,
        0 AS seconds_in_game,
        0 AS seconds_in_match,
        0 AS points_home,
        0 AS points_away
    FROM registration_data
    WHERE user_id IN {users:Array(UUID)}
    GROUP BY user_id, registered_at, event_id, country, registration_date_local_timezone
    HAVING sum(sign) > 0

    UNION ALL

    SELECT user_id, false, '', '', NULL, session_count, time_spent_in_game, total_duration, total_points_home, total_points_away
    FROM user_totals
    WHERE user_id IN {users:Array(UUID)}

    UNION ALL

    SELECT user_id, false, '', '', date, 0, 0, 0, 0, 0
    FROM session_data
    WHERE user_id IN {users:Array(UUID)} AND date <= {today:Date}
    GROUP BY user_id, date
    HAVING sum(session_count) > 0
)
GROUP BY user_id
HAVING max(registered)
SETTINGS max_execution_time = 5
