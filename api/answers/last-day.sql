-- On which UTC day did anything last happen? 1970-01-01 when nothing has.
SELECT greatest
(
    (SELECT max(date) FROM (SELECT date FROM summed_session_data_by_date GROUP BY date HAVING sum(session_count) > 0)),
    (SELECT max(date) FROM (SELECT date FROM summed_match_data_by_date GROUP BY date HAVING sum(total_duration) > 0)),
    (SELECT max(date) FROM (SELECT toDate(registered_at) AS date FROM signed_registration_data GROUP BY date HAVING sum(sign) > 0))
) AS day
SETTINGS max_execution_time = 10, max_memory_usage = 2000000000
