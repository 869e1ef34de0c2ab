-- Which sessions of each of these players were the last ones, of those that
-- began from the player's first time on and before another one?
WITH indexOf({users:Array(UUID)}, user_id) AS at
SELECT
    user_id,
    toUnixTimestamp(session_start) AS started,
    toUnixTimestamp(session_end) AS ended
FROM signed_player_sessions FINAL
WHERE user_id IN {users:Array(UUID)}
    AND started >= {firsts:Array(UInt64)}[at]
    AND started < {befores:Array(UInt64)}[at]
ORDER BY user_id, started DESC
LIMIT {rows:UInt32} BY user_id
SETTINGS max_execution_time = 5, max_memory_usage = 2000000000, max_threads = 1, optimize_move_to_prewhere = 0
