-- What players holds.
SELECT user_id, min(players.registration) AS registration, sumMap(players.days) AS days, 1 AS copies
FROM summed_players AS players
WHERE cityHash64(user_id) % {slices:UInt32} = {slice:UInt32}
GROUP BY user_id
HAVING registration.2 != 18446744073709551615 OR notEmpty(days.1)
