-- Players by day and hour, in UTC and on their own clocks: those with a session in the
-- hour as it will be, less those as it is. A run ends sessions only to make them longer,
-- so players stay in the hours in which they were. Read are the sessions near those
-- that change, and all of moved players; hours without a change cancel out.
INSERT INTO change_day_counts (metric, country, device, date, bucket, n)
SETTINGS optimize_on_insert = 0
WITH players AS
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
            WHERE sign > 0
            UNION ALL
            SELECT user_id, session_start, session_end, true
            FROM run_near_sessions
            WHERE user_id NOT IN (SELECT user_id FROM run_moved_players)
            UNION ALL
            SELECT user_id, toUInt32(session_start), toUInt32(session_end), true
            FROM signed_player_sessions
            WHERE user_id IN (SELECT user_id FROM run_moved_players)
            GROUP BY ALL
            HAVING sum(sign) > 0
        )
        GROUP BY user_id
    )
SELECT clock.1 AS metric, segment.1, segment.2, toDate(intDiv(hour + clock.2, 86400)) AS date, intDiv((hour + clock.2) % 86400, 3600) AS bucket, sum(count) AS n
FROM
(
    -- An hour is its first second in UTC. Clocks that are ahead by a part of an hour
    -- have hours that begin in between.
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
ARRAY JOIN arrayDistinct([('', ''), (country, ''), ('', device), (country, device)]) AS segment
-- There are no days before 1970.
WHERE (hour + clock.2) % 3600 = 0 AND hour + clock.2 >= 0
GROUP BY metric, segment, date, bucket
HAVING n != 0
