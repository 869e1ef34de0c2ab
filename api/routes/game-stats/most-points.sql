-- Which users share the highest total of points, of those who ever played?
SELECT user_id
FROM summed_user_totals
GROUP BY user_id
HAVING sum(match_count) > 0
ORDER BY sum(total_points_home) + sum(total_points_away) DESC
LIMIT 1 WITH TIES
SETTINGS max_execution_time = 5, max_memory_usage = 2000000000
