-- What happened on each day of a range, for the players of all countries ('') or
-- one, with all devices ('') or one? No row for a day on which nothing did.
SELECT
    date,
    sumIf(n, metric = 'active_1') AS active_users,
    sumIf(n, metric = 'new_players') AS new_users,
    sumIf(n, metric = 'sessions') AS sessions,
    sumIf(n, metric = 'seconds') AS time_spent_in_game,
    sumIf(n, metric = 'matches') AS matches,
    sumIf(n, metric = 'home_wins') AS home_wins,
    sumIf(n, metric = 'draws') AS draws,
    sumIf(n, metric = 'away_wins') AS away_wins
FROM summed_day_counts
WHERE metric IN ('active_1', 'new_players', 'sessions', 'seconds', 'matches', 'home_wins', 'draws', 'away_wins')
    AND country = {country:String}
    AND device = {device:String}
    AND date BETWEEN {from:Date} AND {to:Date}
GROUP BY date
SETTINGS max_execution_time = 10, max_memory_usage = 2000000000
