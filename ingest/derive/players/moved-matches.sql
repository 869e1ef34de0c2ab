-- The matches so far of moved players, each once.
INSERT INTO run_moved_matches
SELECT DISTINCT
    match_id,
    toDate(match_start, 'UTC') AS date,
    if(is_home, user_id, opponent) AS home_user_id,
    if(is_home, opponent, user_id) AS away_user_id,
    if(is_home, goals_scored, goals_conceded) AS home_goals_scored,
    if(is_home, goals_conceded, goals_scored) AS away_goals_scored
FROM signed_player_matches
WHERE user_id IN (SELECT user_id FROM run_moved_players)
GROUP BY user_id, match_start, match_id, match_end, is_home, opponent, goals_scored, goals_conceded
HAVING sum(sign) > 0
