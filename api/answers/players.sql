-- What are the registrations of these players, and what has each day brought
-- them? In as many rows a player as there are parts: the caller adds up.
-- A look-up reads few granules, for which one thread is enough, and reads
-- whole rows: conditions need not go first (64 players: 7 ms, 14 ms otherwise).
SELECT user_id, registration, days
FROM summed_players
WHERE user_id IN {users:Array(String)}
SETTINGS max_execution_time = 5, max_memory_usage = 2000000000, max_threads = 1, optimize_move_to_prewhere = 0
