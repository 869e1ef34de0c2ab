-- Which players share the highest total of points, of those who played on a day
-- (period is day) or ever (period is all, date 1970-01-01)? Rows are read in order, and no further than needed.
SELECT user_id
FROM signed_leaderboard FINAL
WHERE period = {period:String} AND date = {date:Date} AND country = ''
ORDER BY -points
LIMIT 1 WITH TIES
SETTINGS max_execution_time = 5, max_memory_usage = 2000000000, max_threads = 1, max_block_size = 2048
