-- Players whose country or device changes with their registration: all that
-- they have done counts elsewhere from now on.
INSERT INTO run_moved_players (user_id)
SELECT user_id
FROM run_player_states
GROUP BY user_id
HAVING uniqExact(country, device) > 1
