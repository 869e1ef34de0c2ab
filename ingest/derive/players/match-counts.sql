-- Matches by day and result. A match counts where one of its players counts,
-- and once where both do. Those that this run changes count where their players
-- are now; the other ones of moved players go from there to here.
INSERT INTO change_day_counts (metric, country, device, date, bucket, n)
SETTINGS optimize_on_insert = 0
WITH
    changed AS
    (
        SELECT home_user_id, away_user_id, date, home_goals_scored, away_goals_scored, 1::Int8 AS side, sign
        FROM change_matches
        UNION ALL
        SELECT home_user_id, away_user_id, date, home_goals_scored, away_goals_scored, arrayJoin([-1, 1])::Int8 AS side, side
        FROM run_moved_matches
    ),
    of_run AS
    (
        SELECT user_id, side, country, device
        FROM run_player_states
        WHERE user_id IN (SELECT arrayJoin([home_user_id, away_user_id]) FROM changed)
    ),
    -- Opponents of moved players need not be among the players of this run.
    others AS
    (
        SELECT user_id, [-1, 1] AS sides, min(registration) AS registration
        FROM summed_players
        WHERE user_id IN (SELECT arrayJoin([home_user_id, away_user_id]) FROM run_moved_matches)
            AND user_id NOT IN (SELECT user_id FROM of_run)
        GROUP BY user_id
    ),
    players AS
    (
        SELECT user_id, side, country, device FROM of_run
        UNION ALL
        SELECT user_id, arrayJoin(sides)::Int8, registration.3, registration.5 FROM others
    )
SELECT outcome, segment.1, segment.2, date, 0, sum(count) AS n
FROM
(
    SELECT
        home.country AS home_country,
        home.device AS home_device,
        away.country AS away_country,
        away.device AS away_device,
        changed.date AS date,
        multiIf
        (
            changed.home_goals_scored > changed.away_goals_scored, 'home_wins',
            changed.home_goals_scored = changed.away_goals_scored, 'draws',
            'away_wins'
        ) AS result,
        sum(changed.sign) AS count
    FROM changed
    INNER JOIN players AS home ON home.user_id = changed.home_user_id AND home.side = changed.side
    INNER JOIN players AS away ON away.user_id = changed.away_user_id AND away.side = changed.side
    GROUP BY ALL
)
ARRAY JOIN arrayDistinct
([
    ('', ''),
    (home_country, ''), ('', home_device), (home_country, home_device),
    (away_country, ''), ('', away_device), (away_country, away_device)
]) AS segment
ARRAY JOIN ['matches', result] AS outcome
GROUP BY outcome, segment, date
HAVING n != 0
