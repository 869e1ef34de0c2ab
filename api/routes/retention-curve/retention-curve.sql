-- Of the players who registered on the days of a range, how many had a session so
-- many days later (since, from 0 to 30), and how many could have: those for whom
-- that day is before the last day of the data, which may go on.
SELECT
    since,
    sumIf(n, metric = 'new_players') AS users,
    sumIf(n, metric = 'day_retention' AND bucket = since) AS returned
FROM summed_day_counts
ARRAY JOIN range(31) AS since
WHERE metric IN ('new_players', 'day_retention')
    AND country = {country:String}
    AND device = {device:String}
    AND date BETWEEN {from:Date} AND {to:Date}
    AND date + since < {last_day:Date}
GROUP BY since
HAVING users > 0
ORDER BY since
SETTINGS max_execution_time = 10, max_memory_usage = 2000000000
