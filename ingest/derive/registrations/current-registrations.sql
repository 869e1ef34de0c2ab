-- The registrations that count so far, of the users who register in this run.
INSERT INTO run_current_registrations
SELECT user_id, registered_at, event_id, country, registration_date_local_timezone, device
FROM signed_registration_data
WHERE user_id IN (SELECT user_id FROM run_registrations)
GROUP BY ALL
HAVING sum(sign) > 0
