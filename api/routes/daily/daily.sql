-- What happened on each day of a range, in all countries ('') or for the users
-- of one? A match counts for a country if one of its players is from there.
-- Stand-ins for erased users (ids from 2^53 on) are not new users.
WITH players AS
(
    SELECT user_id
    FROM signed_registration_data
    WHERE country = {country:String} AND {country:String} != ''
    GROUP BY user_id, registered_at, event_id
    HAVING sum(sign) > 0
)
SELECT
    date,
    sum(part_active) AS active_users,
    sum(part_new) AS new_users,
    sum(part_sessions) AS sessions,
    sum(part_seconds) AS time_spent_in_game,
    sum(part_matches) AS matches,
    sum(part_home) AS home_wins,
    sum(part_draws) AS draws,
    sum(part_away) AS away_wins
FROM
(
    SELECT
        {from:Date} + number AS date,
        0 AS part_active,
        0 AS part_new,
        0 AS part_sessions,
        0 AS part_seconds,
        0 AS part_matches,
        0 AS part_home,
        0 AS part_draws,
        0 AS part_away
    FROM numbers(toUInt64({to:Date} - {from:Date} + 1))

    UNION ALL

    SELECT date, countIf(of_user > 0), 0, sum(of_user), sum(seconds), 0, 0, 0, 0
    FROM
    (
        SELECT date, sum(session_count) AS of_user, sum(time_spent_in_game) AS seconds
        FROM summed_session_data_by_date
        WHERE date BETWEEN {from:Date} AND {to:Date}
            AND ({country:String} = '' OR user_id IN players)
        GROUP BY date, user_id
    )
    GROUP BY date

    UNION ALL

    SELECT toDate(registered_at) AS date, 0, sum(sign), 0, 0, 0, 0, 0, 0
    FROM signed_registration_data
    WHERE date BETWEEN {from:Date} AND {to:Date}
        AND event_id < 9007199254740992
        AND ({country:String} = '' OR country = {country:String})
    GROUP BY date

    UNION ALL

    SELECT
        date,
        0,
        0,
        0,
        0,
        sum(sign),
        sumIf(sign, home_goals_scored > away_goals_scored),
        sumIf(sign, home_goals_scored = away_goals_scored),
        sumIf(sign, home_goals_scored < away_goals_scored)
    FROM signed_matches
    WHERE date BETWEEN {from:Date} AND {to:Date}
        AND ({country:String} = '' OR home_user_id IN players OR away_user_id IN players)
    GROUP BY date
)
GROUP BY date
ORDER BY date
SETTINGS max_execution_time = 10, max_memory_usage = 2000000000, optimize_aggregation_in_order = 1
