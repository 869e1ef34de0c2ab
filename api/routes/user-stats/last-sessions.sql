-- How many days before today was the last session of each of these users, of
-- those on or before today? No row for a user without one.
SELECT
    user_id,
    dateDiff('day', max(date), {today:Date}) AS days_since_last_login
FROM
(
    SELECT user_id, date
    FROM summed_session_data
    WHERE user_id IN {users:Array(UUID)} AND date <= {today:Date}
    GROUP BY user_id, date
    HAVING sum(session_count) > 0
)
GROUP BY user_id
SETTINGS max_execution_time = 5, max_memory_usage = 2000000000
