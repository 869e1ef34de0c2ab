-- How many players registered on each day of a range, and how many of them had a
-- session 1, 7 and 30 days later? No row for a day without registrations.
SELECT
    date,
    sumIf(n, metric = 'new_players') AS users,
    sumIf(n, metric = 'day_retention' AND bucket = 1) AS day_1,
    sumIf(n, metric = 'day_retention' AND bucket = 7) AS day_7,
    sumIf(n, metric = 'day_retention' AND bucket = 30) AS day_30
FROM summed_day_counts
WHERE metric IN ('new_players', 'day_retention')
    AND country = {country:String}
    AND device = {device:String}
    AND date BETWEEN {from:Date} AND {to:Date}
GROUP BY date
SETTINGS max_execution_time = 10, max_memory_usage = 2000000000
