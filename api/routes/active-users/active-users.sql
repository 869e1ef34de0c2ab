-- How many players had a session on each day of a range, in the 7 days that end
-- with it, and in the 30, in all countries ('') or one, on all devices ('') or
-- one? No row for a day without any of them.
SELECT
    date,
    sumIf(n, metric = 'active_1') AS daily,
    sumIf(n, metric = 'active_7') AS weekly,
    sumIf(n, metric = 'active_30') AS monthly
FROM summed_day_counts
WHERE metric IN ('active_1', 'active_7', 'active_30')
    AND country = {country:String}
    AND device = {device:String}
    AND date BETWEEN {from:Date} AND {to:Date}
GROUP BY date
SETTINGS max_execution_time = 10, max_memory_usage = 2000000000
