-- The registrations that begin to count, and those that they replace. The rows
-- of a run are whole already, so inserting need not merge them.
INSERT INTO change_registration_data
    (user_id, registered_at, event_id, country, registration_date_local_timezone, device, run_id, sign)
SETTINGS optimize_on_insert = 0
SELECT user_id, event_timestamp, event_id, country, registration_date_local_timezone, device_os, {run_id:UInt32}, 1
FROM run_registrations
WHERE event_id IN (SELECT event_id FROM run_changed_users)
UNION ALL
SELECT user_id, registered_at, event_id, country, registration_date_local_timezone, device, {run_id:UInt32}, -1
FROM run_current_registrations
WHERE user_id IN (SELECT user_id FROM run_changed_users)
