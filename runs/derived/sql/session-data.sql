-- What session_data should hold: the sessions by user and day.
SELECT
    user_id,
    date,
    sum(sign) AS session_count,
    sum(sign * (toInt64(session_end) - toInt64(session_start))) AS time_spent_in_game
FROM {signed_sessions:Identifier}
WHERE cityHash64(user_id) % {slices:UInt32} = {slice:UInt32}
GROUP BY user_id, date
HAVING session_count != 0 OR time_spent_in_game != 0
