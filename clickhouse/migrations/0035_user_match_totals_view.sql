-- The sums over the signed matches of a run, by player.
CREATE MATERIALIZED VIEW IF NOT EXISTS user_match_totals_view TO change_user_totals AS
SELECT
    player.1 AS user_id,
    sum(sign) AS match_count,
    sum(sign * (toInt64(match_end) - toInt64(match_start))) AS total_duration,
    sum(sign * if(player.2, player.3, 0)) AS total_points_home,
    sum(sign * if(player.2, 0, player.3)) AS total_points_away,
    max(run_id) AS run_id
FROM
(
    SELECT
        *,
        arrayJoin([
            (home_user_id, true, multiIf(home_goals_scored > away_goals_scored, 3, home_goals_scored = away_goals_scored, 1, 0)),
            (away_user_id, false, multiIf(away_goals_scored > home_goals_scored, 3, away_goals_scored = home_goals_scored, 1, 0))
        ]) AS player
    FROM change_matches
)
GROUP BY user_id
