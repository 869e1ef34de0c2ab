-- What the sessions add that this run changes: sessions by day and length, players by
-- day and hour, in UTC and on their own clocks, and when players of the whole game
-- enter and leave it, by minute. Of a large run, one slice of the players at a time.
INSERT INTO change_day_counts (metric, country, device, date, bucket, n)
SETTINGS optimize_on_insert = 0
WITH
    -- Of the sessions so far, those near the ones that change, and all of moved
    -- players: hours without a change cancel out. A run ends a session only to make it
    -- longer, so players stay in the hours in which they were.
    players AS
    (
        SELECT
            user_id,
            groupArray(start) AS starts,
            groupArray(last) AS ends,
            groupArrayIf(start, is_stored) AS stored_starts,
            groupArrayIf(last, is_stored) AS stored_ends
        FROM
        (
            SELECT user_id, toInt64(toUInt32(session_start)) AS start, toInt64(toUInt32(session_end)) AS last, false AS is_stored
            FROM change_sessions
            WHERE sign > 0 AND cityHash64(user_id) % {slices:UInt32} = {slice:UInt32}
            UNION ALL
            SELECT user_id, session_start, session_end, true
            FROM run_near_sessions
            WHERE cityHash64(user_id) % {slices:UInt32} = {slice:UInt32}
            UNION ALL
            SELECT user_id, session_start, session_end, true
            FROM run_moved_sessions
            WHERE cityHash64(user_id) % {slices:UInt32} = {slice:UInt32}
        )
        GROUP BY user_id
    ),
    -- The first minute that begins in a session, and the first one after it.
    stays AS
    (
        SELECT
            toInt64(intDiv(toUInt32(session_start) + 59, 60)) AS enters,
            toInt64(intDiv(toUInt32(session_end), 60) + 1) AS leaves,
            sign
        FROM change_sessions
        WHERE enters < leaves AND cityHash64(user_id) % {slices:UInt32} = {slice:UInt32}
    )
SELECT metric, segment.1, segment.2, date, bucket, sum(count) AS n
FROM
(
    SELECT
        'session_length' AS metric,
        states.country AS country,
        states.device AS device,
        changes.date AS date,
        toInt64(toUInt32(changes.session_end) - toUInt32(changes.session_start)) AS bucket,
        sum(changes.sign) AS count
    FROM change_sessions AS changes
    INNER JOIN run_player_states AS states ON states.user_id = changes.user_id
    WHERE states.side = 1 AND cityHash64(changes.user_id) % {slices:UInt32} = {slice:UInt32}
    GROUP BY ALL

    UNION ALL

    SELECT clock.1, country, device, toDate(intDiv(hour + clock.2, 86400)), intDiv((hour + clock.2) % 86400, 3600), count
    FROM
    (
        -- An hour is its first second in UTC. Clocks that are ahead by a part of an
        -- hour have hours that begin in between.
        SELECT country, device, clock_offset, hour, sum(side) AS count
        FROM players
        INNER JOIN run_player_states AS states ON states.user_id = players.user_id
        ARRAY JOIN arrayDistinct([0::Int64, positiveModulo(clock_offset, 3600)]) AS part
        ARRAY JOIN arrayDistinct(arrayFlatten(arrayMap
        (
            (start, last) -> range(start - (start + part) % 3600, last + 1, 3600::Int64),
            if(side = 1, starts, stored_starts),
            if(side = 1, ends, stored_ends)
        ))) AS hour
        GROUP BY ALL
        HAVING count != 0
    )
    ARRAY JOIN [('hour_players', 0), ('own_hour_players', clock_offset)] AS clock
    -- There are no days before 1970.
    WHERE (hour + clock.2) % 3600 = 0 AND hour + clock.2 >= 0

    UNION ALL

    SELECT 'minute_players', '', '', toDate(intDiv(minute, 1440)), minute % 1440, sum(change)
    FROM
    (
        SELECT minute, sign * step AS change
        FROM stays
        ARRAY JOIN [enters, leaves] AS minute, [1, -1] AS step
        WHERE step = 1 OR minute % 1440 != 0
        UNION ALL
        -- Each day begins without players, so they enter it again.
        SELECT arrayJoin(range(enters - enters % 1440 + 1440, leaves, 1440::Int64)), sign
        FROM stays
        WHERE enters - enters % 1440 + 1440 < leaves
    )
    GROUP BY minute
)
ARRAY JOIN arrayDistinct([('', ''), (country, ''), ('', device), (country, device)]) AS segment
GROUP BY metric, segment, date, bucket
HAVING n != 0
