-- How many players registered on each day of a range, with which devices, in all
-- countries ('') or one, on all devices ('') or one? Days without new players
-- have no row.
SELECT
    date,
    sumIf(n, device = {device:String}) AS new_users,
    sumIf(n, device = 'iOS') AS ios,
    sumIf(n, device = 'Android') AS android,
    sumIf(n, device = 'Web') AS web
FROM summed_day_counts
WHERE metric = 'new_players'
    AND country = {country:String}
    AND ({device:String} = '' OR device = {device:String})
    AND date BETWEEN {from:Date} AND {to:Date}
GROUP BY date
SETTINGS max_execution_time = 10, max_memory_usage = 2000000000
