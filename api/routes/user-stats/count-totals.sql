-- How many rows hold totals of users? As many as users, or a few more where
-- rows of one are not merged yet.
SELECT count() AS rows
FROM summed_user_totals
SETTINGS max_execution_time = 10, max_memory_usage = 1000000000
