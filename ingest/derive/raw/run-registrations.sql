-- The registrations of this run, less duplicates, with the place of each.
INSERT INTO run_registrations
SELECT
    staged.event_id AS event_id,
    staged.event_timestamp AS event_timestamp,
    staged.user_id AS user_id,
    staged.country AS country,
    staged.device_os AS device_os,
    staged.registration_date_local_timezone AS registration_date_local_timezone,
    staged.position AS position,
    staged.line AS line
FROM stage_registrations AS staged
WHERE staged.position NOT IN (SELECT position FROM run_duplicates)
