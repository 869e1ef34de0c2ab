-- What player_sessions should hold: the sessions, by player.
SELECT user_id, session_start, session_end
FROM {signed_sessions:Identifier}
WHERE cityHash64(user_id) % {slices:UInt32} = {slice:UInt32}
GROUP BY ALL
HAVING sum(sign) > 0
