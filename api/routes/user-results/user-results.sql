-- How did a player's matches end that began on the days of a range, at home and away?
SELECT
    is_home,
    sum(sign) AS matches,
    sumIf(sign, goals_scored > goals_conceded) AS wins,
    sumIf(sign, goals_scored = goals_conceded) AS draws,
    sumIf(sign, goals_scored < goals_conceded) AS losses
FROM signed_player_matches
WHERE user_id = {user_id:UUID}
    AND toDate(match_start, 'UTC') BETWEEN {from:Date} AND {to:Date}
GROUP BY is_home
SETTINGS max_execution_time = 5, max_memory_usage = 2000000000, max_threads = 1
