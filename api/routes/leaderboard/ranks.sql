-- Which rank have the players with so many points, in all countries ('') or in
-- one? It is one more than the number of players with more points.
SELECT
    bucket AS points,
    sum(sum(n)) OVER (ORDER BY points DESC) - sum(n) + 1 AS rank
FROM summed_day_counts
WHERE metric = 'points' AND country = {country:String} AND device = '' AND date = toDate(0)
GROUP BY points
HAVING sum(n) > 0
SETTINGS max_execution_time = 10, max_memory_usage = 2000000000
