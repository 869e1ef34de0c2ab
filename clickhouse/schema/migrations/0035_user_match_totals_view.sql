-- The sums over the signed matches of a run, by player.
CREATE MATERIALIZED VIEW IF NOT EXISTS user_match_totals_view TO change_user_totals AS
SELECT
    user_id,
    sum(sign) AS match_count,
    sum(sign * (toInt64(match_end) - toInt64(match_start))) AS total_duration,
    sum(sign * home_points) AS total_points_home,
    sum(sign * away_points) AS total_points_away,
    max(run_id) AS run_id
FROM change_matches
ARRAY JOIN
    [home_user_id, away_user_id] AS user_id,
    [multiIf(home_goals_scored > away_goals_scored, 3, home_goals_scored = away_goals_scored, 1, 0), 0] AS home_points,
    [0, multiIf(away_goals_scored > home_goals_scored, 3, away_goals_scored = home_goals_scored, 1, 0)] AS away_points
GROUP BY user_id
