-- What has the first of these users done on the first of these days, the
-- second on the second, and so on, and how many days before it was their last
-- session? No row for a user without a valid registration.
-- One pass over three tables: a column has its value in the rows of one table
-- and is nothing in the others', so that max and sum bring it through.
SELECT
    asked.user_id AS user_id,
    asked.date AS date,
    max(country) AS country,
    dateDiff('day', maxOrNullIf(done.date, sessions > 0), asked.date) AS days_since_last_login,
    max(local_time) AS registration_date_local_timezone,
    sumIf(sessions, done.date = asked.date) AS number_of_sessions,
    sumIf(in_game, done.date = asked.date) AS seconds_in_game,
    sumIf(in_match, done.date = asked.date) AS seconds_in_match,
    sumIf(won_home, done.date = asked.date) AS points_home,
    sumIf(won_away, done.date = asked.date) AS points_away
FROM
(
    SELECT
        user_id,
        true AS registered,
        country::String AS country,
        registration_date_local_timezone::String AS local_time,
        toDate(0) AS date,
        0 AS sessions,
        0 AS in_game,
        0 AS in_match,
        0 AS won_home,
        0 AS won_away
    FROM signed_registration_data
    WHERE user_id IN {users:Array(UUID)}
    GROUP BY user_id, registered_at, event_id, country, registration_date_local_timezone
    HAVING sum(sign) > 0

    UNION ALL

    SELECT user_id, false, '', '', date, sum(session_count), sum(time_spent_in_game), 0, 0, 0
    FROM summed_session_data
    WHERE user_id IN {users:Array(UUID)}
    GROUP BY user_id, date

    UNION ALL

    SELECT user_id, false, '', '', date, 0, 0, sum(total_duration), sum(total_points_home), sum(total_points_away)
    FROM summed_match_data
    WHERE user_id IN {users:Array(UUID)} AND date IN {dates:Array(Date)}
    GROUP BY user_id, date
) AS done
INNER JOIN
(
    SELECT question.1 AS user_id, question.2 AS date
    FROM (SELECT arrayJoin(arrayZip({users:Array(UUID)}, {dates:Array(Date)})) AS question)
) AS asked ON done.user_id = asked.user_id
WHERE done.date <= asked.date
GROUP BY asked.user_id, asked.date
HAVING max(registered)
SETTINGS max_execution_time = 5, max_memory_usage = 2000000000
