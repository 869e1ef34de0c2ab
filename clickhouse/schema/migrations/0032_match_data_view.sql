-- The sums over the signed matches of a run, by player and day: the full
-- duration for both players, each with the points of their own side.
CREATE MATERIALIZED VIEW IF NOT EXISTS match_data_view TO change_match_data AS
SELECT
    user_id,
    date,
    sum(sign * (toInt64(match_end) - toInt64(match_start))) AS total_duration,
    sum(sign * home_points) AS total_points_home,
    sum(sign * away_points) AS total_points_away,
    max(run_id) AS run_id
FROM change_matches
ARRAY JOIN
    [home_user_id, away_user_id] AS user_id,
    [multiIf(home_goals_scored > away_goals_scored, 3, home_goals_scored = away_goals_scored, 1, 0), 0] AS home_points,
    [0, multiIf(away_goals_scored > home_goals_scored, 3, away_goals_scored = home_goals_scored, 1, 0)] AS away_points
GROUP BY user_id, date
