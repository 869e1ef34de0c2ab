-- What leaderboard should hold: who has played, of all time, once among all
-- countries and once in their own; and on each day.
WITH
    played AS
    (
        SELECT user_id, date, sum(sign) AS of_day, sum(sign * points_at_home) AS at_home, sum(sign * points_away_from_home) AS away_from_home
        FROM
        (
            SELECT
                date,
                sign,
                player.1 AS user_id,
                player.2 AS points_at_home,
                player.3 AS points_away_from_home
            FROM {signed_matches:Identifier}
            ARRAY JOIN
            [
                (home_user_id, multiIf(home_goals_scored > away_goals_scored, 3, home_goals_scored = away_goals_scored, 1, 0), 0),
                (away_user_id, 0, multiIf(home_goals_scored < away_goals_scored, 3, home_goals_scored = away_goals_scored, 1, 0))
            ] AS player
        )
        WHERE cityHash64(user_id) % {slices:UInt32} = {slice:UInt32}
        GROUP BY user_id, date
        HAVING of_day > 0
    ),
    all_time AS
    (
        SELECT user_id, sum(at_home) AS at_home, sum(away_from_home) AS away_from_home, sum(of_day) AS of_all
        FROM played
        GROUP BY user_id
    ),
    players AS
    (
        SELECT user_id, country
        FROM {signed_registration_data:Identifier}
        WHERE cityHash64(user_id) % {slices:UInt32} = {slice:UInt32}
        GROUP BY user_id, country, registered_at, event_id
        HAVING sum(sign) > 0
    )
SELECT 'day' AS period, date, user_id, '' AS country, '' AS player_country, at_home + away_from_home AS points, at_home AS points_home, away_from_home AS points_away, of_day AS matches
FROM played
UNION ALL
SELECT 'all', toDate(0), all_time.user_id, board, players.country::String, at_home + away_from_home, at_home, away_from_home, of_all
FROM all_time
INNER JOIN players ON players.user_id = all_time.user_id
ARRAY JOIN arrayDistinct(['', players.country::String]) AS board
