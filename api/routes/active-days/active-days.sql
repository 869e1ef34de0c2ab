-- How many players had a session on at least so many of the 28 days that end with a
-- day? No row for a number of days that none of them reached.
SELECT bucket AS active_days, sum(n) AS users
FROM summed_day_counts
WHERE metric = 'active_days'
    AND country = {country:String}
    AND device = {device:String}
    AND date = {date:Date}
GROUP BY active_days
SETTINGS max_execution_time = 10, max_memory_usage = 2000000000
