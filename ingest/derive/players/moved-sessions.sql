-- The sessions so far of moved players.
INSERT INTO run_moved_sessions
SELECT user_id, toUInt32(session_start) AS session_start, toUInt32(session_end) AS session_end
FROM signed_player_sessions
WHERE user_id IN (SELECT user_id FROM run_moved_players)
GROUP BY ALL
HAVING sum(sign) > 0
