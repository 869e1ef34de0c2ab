-- How many players has each country, and how many of them registered on the days
-- of a range, with which devices?
SELECT
    country::String AS country,
    sumIf(n, device = '') AS users,
    sumIf(n, in_range AND device = '') AS new_users,
    sumIf(n, in_range AND device = 'iOS') AS ios,
    sumIf(n, in_range AND device = 'Android') AS android,
    sumIf(n, in_range AND device = 'Web') AS web
FROM
(
    SELECT country, device, n, date BETWEEN {from:Date} AND {to:Date} AS in_range
    FROM summed_day_counts
    WHERE metric = 'new_players' AND country != ''
)
GROUP BY country
HAVING users > 0
ORDER BY new_users DESC, users DESC, country
SETTINGS max_execution_time = 10, max_memory_usage = 2000000000
