-- Which matches of each of these players were the last ones, of those that began
-- from the player's first time on and before a place in the order of their
-- starts and ids? Ids are ordered as text, as UUIDToNum orders them.
WITH indexOf({users:Array(UUID)}, user_id) AS at
SELECT
    user_id,
    match_id AS id,
    toUnixTimestamp(match_start) AS started,
    toUnixTimestamp(match_end) AS ended,
    is_home,
    opponent,
    goals_scored,
    goals_conceded
FROM signed_player_matches FINAL
WHERE user_id IN {users:Array(UUID)}
    AND started >= {firsts:Array(UInt64)}[at]
    AND (started, UUIDToNum(match_id)) < ({befores:Array(UInt64)}[at], UUIDToNum({before_ids:Array(UUID)}[at]))
ORDER BY user_id, started DESC, UUIDToNum(match_id) DESC
LIMIT {rows:UInt32} BY user_id
SETTINGS max_execution_time = 5, max_memory_usage = 2000000000, max_threads = 1, optimize_move_to_prewhere = 0
