-- The places in the leaderboards that players of this run take, less those
-- that they leave: of all time, of all countries and of their own; and of days.
-- New players leave none.
INSERT INTO change_leaderboard (period, date, country, points, user_id, player_country, points_home, points_away, matches, sign)
SETTINGS optimize_on_insert = 0, max_insert_threads = 4
WITH places AS
    (
        SELECT side, is_new, period, date, of_country, user_id, own_country, won_home, won_away, played
        FROM
        (
            SELECT
                side,
                is_new,
                user_id,
                'all' AS period,
                toDate(0) AS date,
                country AS own_country,
                arrayDistinct(['', country]) AS countries,
                arraySum(points_home) AS won_home,
                arraySum(points_away) AS won_away,
                arraySum(matches) AS played
            FROM run_player_states
            UNION ALL
            SELECT side, is_new, user_id, 'day', date, '', [''], of_home, of_away, of_day
            FROM run_player_states
            ARRAY JOIN dates AS date, points_home AS of_home, points_away AS of_away, matches AS of_day
        )
        ARRAY JOIN countries AS of_country
        WHERE played > 0
    )
SELECT period, date, of_country, won_home + won_away AS points, user_id, own_country, won_home, won_away, played, 1 AS sign
FROM places
WHERE is_new
UNION ALL
SELECT period, date, of_country, won_home + won_away, user_id, own_country, won_home, won_away, played, sum(side) AS change
FROM places
WHERE NOT is_new
GROUP BY ALL
HAVING change != 0
