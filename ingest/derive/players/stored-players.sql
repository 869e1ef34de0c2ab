-- The players that this run may change, as they are.
INSERT INTO run_stored_players
SELECT user_id, registration, days
FROM summed_players
WHERE user_id IN (SELECT user_id FROM run_users)
