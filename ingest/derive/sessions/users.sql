-- When each user of this run registered; users without a registration have no
-- row. Registrations only move to earlier times, so the earliest one that
-- ever counted is the one that counts.
INSERT INTO run_users (user_id, registered_at)
WITH touched AS
    (
        SELECT user_id FROM run_ping_islands
        UNION ALL
        SELECT home_user_id FROM run_affected_match_events
        UNION ALL
        SELECT away_user_id FROM run_affected_match_events
    )
SELECT user_id, min(registered_at)
FROM
(
    SELECT user_id, registered_at FROM signed_registration_data WHERE user_id IN (SELECT user_id FROM touched)
    UNION ALL
    SELECT user_id, registered_at FROM run_changed_users
)
GROUP BY user_id
