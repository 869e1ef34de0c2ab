-- Players whose country, device or clock changes with their registration: all that
-- they have done counts elsewhere from now on.
INSERT INTO run_moved_players (user_id)
SELECT user_id
FROM run_player_states
GROUP BY user_id
HAVING uniqExact(country, device, clock_offset) > 1
