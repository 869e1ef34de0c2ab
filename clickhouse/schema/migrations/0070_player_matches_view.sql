-- The signed matches of a run, by player: from the side of each of the two.
CREATE MATERIALIZED VIEW IF NOT EXISTS player_matches_view TO change_player_matches AS
SELECT
    user_id,
    match_start,
    match_id,
    match_end,
    is_home,
    if(is_home, away_user_id, home_user_id) AS opponent,
    if(is_home, home_goals_scored, away_goals_scored) AS goals_scored,
    if(is_home, away_goals_scored, home_goals_scored) AS goals_conceded,
    sign
FROM change_matches
ARRAY JOIN
    [home_user_id, away_user_id] AS user_id,
    [true, false] AS is_home
