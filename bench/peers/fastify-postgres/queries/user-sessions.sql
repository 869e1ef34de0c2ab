SELECT
    session_start::date::text AS date,
    to_char(session_start, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS started_at,
    to_char(session_end, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS ended_at,
    extract(epoch FROM session_end - session_start)::integer AS time_spent_in_game
FROM users
LEFT JOIN LATERAL
(
    SELECT session_start, session_end
    FROM sessions
    WHERE user_id = users.user_id AND session_start >= $2::date AND session_start < $3::date + 1
    ORDER BY session_start DESC
    LIMIT $4
) AS found ON true
WHERE users.user_id = $1
ORDER BY session_start DESC
