-- The registrations of this run that do not count.
INSERT INTO run_held (position, event_id, event_type, event_timestamp, match_id, reason, waits_for)
SELECT
    position,
    event_id,
    'registration',
    event_timestamp,
    toUUID('00000000-0000-0000-0000-000000000000'),
    'duplicate_registration',
    user_id
FROM run_registrations
WHERE event_id NOT IN (SELECT event_id FROM run_changed_users)
