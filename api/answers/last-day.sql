-- On which UTC day did anything last happen? No row when nothing has.
SELECT date AS day
FROM summed_day_counts
WHERE metric IN ('sessions', 'matches', 'new_players') AND country = '' AND device = ''
GROUP BY date
HAVING sum(n) > 0
ORDER BY date DESC
LIMIT 1
SETTINGS max_execution_time = 10, max_memory_usage = 2000000000
