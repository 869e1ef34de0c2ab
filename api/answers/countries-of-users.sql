-- Which countries do registrations name?
SELECT DISTINCT country::String AS country
FROM registration_data
SETTINGS max_execution_time = 10, max_memory_usage = 2000000000
