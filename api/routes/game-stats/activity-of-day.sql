-- How many users had a session on this day, and how many sessions were there?
SELECT
    count() AS active_users,
    sum(sessions) AS number_of_sessions
FROM
(
    SELECT sum(session_count) AS sessions
    FROM summed_session_data_by_date
    WHERE date = {date:Date}
    GROUP BY user_id
    HAVING sessions > 0
)
SETTINGS max_execution_time = 5, max_memory_usage = 2000000000
