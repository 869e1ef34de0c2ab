-- What the sessions add that this run changes: sessions by day and length, where
-- their players count now, and when players of the whole game enter and leave.
INSERT INTO change_day_counts (metric, country, device, date, bucket, n)
SETTINGS optimize_on_insert = 0
WITH stays AS
    (
        -- The first minute that begins in the session, and the first one after it.
        SELECT
            toInt64(intDiv(toUInt32(session_start) + 59, 60)) AS enters,
            toInt64(intDiv(toUInt32(session_end), 60) + 1) AS leaves,
            sign
        FROM change_sessions
        WHERE enters < leaves
    )
SELECT metric, segment.1, segment.2, date, bucket, sum(count) AS n
FROM
(
    SELECT
        'session_length' AS metric,
        states.country AS country,
        states.device AS device,
        changes.date AS date,
        toInt32(toUInt32(changes.session_end) - toUInt32(changes.session_start)) AS bucket,
        sum(changes.sign) AS count
    FROM change_sessions AS changes
    INNER JOIN run_player_states AS states ON states.user_id = changes.user_id
    WHERE states.side = 1
    GROUP BY ALL

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
