-- How many users ever had a session, and how many sessions were there?
SELECT
    count() AS active_users,
    sum(sessions) AS number_of_sessions
FROM
(
    SELECT sum(session_count) AS sessions
    FROM summed_user_totals
    GROUP BY user_id
    HAVING sessions > 0
)
SETTINGS max_execution_time = 5, max_memory_usage = 2000000000
