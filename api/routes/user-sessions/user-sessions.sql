-- Which sessions of a user began on the days of a range, and before a time?
SELECT
    date,
    toUnixTimestamp(session_start) AS started,
    toUnixTimestamp(session_end) AS ended
FROM signed_sessions
WHERE date BETWEEN {from:Date} AND {to:Date}
    AND user_id = {user_id:UUID}
    AND toUnixTimestamp(session_start) < {before:UInt64}
GROUP BY date, session_start, session_end
HAVING sum(sign) > 0
ORDER BY session_start DESC
LIMIT {rows:UInt32}
SETTINGS max_execution_time = 5, max_memory_usage = 2000000000
