-- How many sessions began on the days of a range, and how many players had one?
-- The metric that counts each of these players once depends on the range.
SELECT
    sumIf(n, metric = {players:String}) AS active_users,
    sumIf(n, metric = 'sessions') AS number_of_sessions
FROM summed_day_counts
WHERE metric IN ({players:String}, 'sessions')
    AND country = ''
    AND device = ''
    AND date BETWEEN {from:Date} AND {to:Date}
SETTINGS max_execution_time = 5, max_memory_usage = 2000000000
