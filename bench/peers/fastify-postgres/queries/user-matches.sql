SELECT
    match_id,
    match_start::date::text AS date,
    to_char(match_start, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS started_at,
    to_char(match_end, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS ended_at,
    extract(epoch FROM match_end - match_start)::integer AS time_spent_in_match,
    CASE WHEN is_home THEN 'home' ELSE 'away' END AS side,
    opponent,
    goals_scored,
    goals_conceded,
    CASE WHEN goals_scored > goals_conceded THEN 3 WHEN goals_scored = goals_conceded THEN 1 ELSE 0 END AS points
FROM users
LEFT JOIN LATERAL
(
    SELECT *
    FROM user_matches
    WHERE user_id = users.user_id AND match_start >= $2::date AND match_start < $3::date + 1
    ORDER BY match_start DESC, match_id DESC
    LIMIT $4
) AS found ON true
WHERE users.user_id = $1
ORDER BY match_start DESC, match_id DESC
