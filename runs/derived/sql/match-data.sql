-- What match_data should hold: the matches of both players, by user and day.
SELECT
    player.1 AS user_id,
    date,
    sum(sign * (toInt64(match_end) - toInt64(match_start))) AS total_duration,
    sum(sign * player.2) AS total_points_home,
    sum(sign * player.3) AS total_points_away
FROM
(
    SELECT
        *,
        multiIf(home_goals_scored > away_goals_scored, 3, home_goals_scored = away_goals_scored, 1, 0) AS home_points,
        multiIf(home_goals_scored < away_goals_scored, 3, home_goals_scored = away_goals_scored, 1, 0) AS away_points,
        arrayJoin([(home_user_id, home_points, 0), (away_user_id, 0, away_points)]) AS player
    FROM {signed_matches:Identifier}
)
WHERE cityHash64(player.1) % {slices:UInt32} = {slice:UInt32}
GROUP BY user_id, date
HAVING total_duration != 0 OR total_points_home != 0 OR total_points_away != 0
