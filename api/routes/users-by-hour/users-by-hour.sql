-- How many players had a session in each hour of the days of a range, in UTC and on
-- their own clocks, added up by day of the week? No row for an hour without any.
SELECT
    toDayOfWeek(date) AS weekday,
    bucket AS hour,
    sumIf(n, metric = 'hour_players') AS users,
    sumIf(n, metric = 'own_hour_players') AS users_own_clock
FROM summed_day_counts
WHERE metric IN ('hour_players', 'own_hour_players')
    AND country = {country:String}
    AND device = {device:String}
    AND date BETWEEN {from:Date} AND {to:Date}
GROUP BY weekday, hour
SETTINGS max_execution_time = 10, max_memory_usage = 2000000000
