-- Which players follow a place in the leaderboard of all time, in all countries
-- ('') or in one? Ids are ordered as text, as UUIDToNum orders them.
-- The key selects the place, and rows are read in order from there, a few
-- granules at a time: a page costs the same wherever it is.
SELECT user_id, board.player_country AS country, points, points_home, points_away, matches
FROM signed_leaderboard AS board FINAL
WHERE period = 'all'
    AND date = toDate(0)
    AND board.country = {country:String}
    AND
    (
        -points > -{points:Int64}
        OR (-points = -{points:Int64} AND UUIDToNum(user_id) > UUIDToNum({user_id:UUID}))
    )
ORDER BY -points, UUIDToNum(user_id)
LIMIT {rows:UInt32}
SETTINGS max_execution_time = 10, max_memory_usage = 2000000000, max_threads = 1, max_block_size = 2048
