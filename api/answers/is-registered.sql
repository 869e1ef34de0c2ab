-- Is there a registration of this user that counts?
SELECT 1
FROM signed_registration_data
WHERE user_id = {user_id:UUID}
GROUP BY registered_at, event_id
HAVING sum(sign) > 0
LIMIT 1
SETTINGS max_execution_time = 5, max_memory_usage = 2000000000
