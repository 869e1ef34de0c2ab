-- Which countries do registrations name?
SELECT country::String AS country
FROM summed_day_counts
WHERE metric = 'new_players' AND country != '' AND device = ''
GROUP BY country
HAVING sum(n) > 0
SETTINGS max_execution_time = 10, max_memory_usage = 2000000000
