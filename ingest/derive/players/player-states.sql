-- The players that this run may change, as they will be (side 1) and as they are
-- (side -1). What a run adds to the rows of the game is what follows from the
-- former less what follows from the latter. New players have one side, and no
-- other rows than those of this run. clock_offset is how many seconds a player's
-- clock was ahead of UTC at the registration.
INSERT INTO run_player_states
WITH
    (toDateTime(4294967295, 'UTC'), 18446744073709551615, '', toDateTime64(0, 0, 'UTC'), '') AS no_registration,
    days_of_known AS
    (
        SELECT
            user_id,
            date,
            (sum(s), sum(t), sum(m), sum(i), sum(h), sum(a)) AS next,
            (sumIf(s, is_stored), sumIf(t, is_stored), sumIf(m, is_stored), sumIf(i, is_stored), sumIf(h, is_stored), sumIf(a, is_stored)) AS last
        FROM
        (
            SELECT user_id, true AS is_stored, days FROM run_stored_players
            UNION ALL
            SELECT user_id, false, days FROM change_players
            WHERE user_id IN (SELECT user_id FROM run_stored_players)
        )
        ARRAY JOIN days.1 AS date, days.2 AS s, days.3 AS t, days.4 AS m, days.5 AS i, days.6 AS h, days.7 AS a
        GROUP BY user_id, date
    ),
    known AS
    (
        SELECT
            user_id,
            minIf(registration, NOT is_day) AS next_registration,
            minIf(registration, is_stored) AS last_registration,
            arraySort(day -> day.1, groupArrayIf(of_day, is_day)) AS list
        FROM
        (
            SELECT user_id, registration, true AS is_stored, false AS is_day, (toDate(0), (0::Int64, 0::Int64, 0::Int64, 0::Int64, 0::Int64, 0::Int64), (0::Int64, 0::Int64, 0::Int64, 0::Int64, 0::Int64, 0::Int64)) AS of_day
            FROM run_stored_players
            UNION ALL
            SELECT user_id, registration, false, false, (toDate(0), (0, 0, 0, 0, 0, 0), (0, 0, 0, 0, 0, 0))
            FROM change_players
            WHERE user_id IN (SELECT user_id FROM run_stored_players)
            UNION ALL
            SELECT user_id, no_registration, false, true, (date, next, last)
            FROM days_of_known
        )
        GROUP BY user_id
    )
SELECT user_id, 1::Int8 AS side, true AS is_new, registration.1, registration.2, registration.3, registration.5, toInt64(registration.4) - toInt64(registration.1), days.1, days.2, days.3, days.4, days.5, days.6, days.7
FROM change_players
WHERE user_id NOT IN (SELECT user_id FROM run_stored_players)
UNION ALL
SELECT
    user_id,
    of_side.1::Int8,
    false,
    of_side.2.1,
    of_side.2.2,
    of_side.2.3,
    of_side.2.5,
    toInt64(of_side.2.4) - toInt64(of_side.2.1),
    list.1,
    of_side.3.1,
    of_side.3.2,
    of_side.3.3,
    of_side.3.4,
    of_side.3.5,
    of_side.3.6
FROM known
ARRAY JOIN [(1, next_registration, list.2), (-1, last_registration, list.3)] AS of_side
