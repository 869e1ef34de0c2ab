-- The sessions so far of moved players, by day and length: they go from where
-- their players counted to where they count now.
INSERT INTO change_day_counts (metric, country, device, date, bucket, n)
SETTINGS optimize_on_insert = 0
SELECT 'session_length', segment.1, segment.2, date, length, sum(count) AS n
FROM
(
    SELECT
        states.country AS country,
        states.device AS device,
        toDate(toDateTime(sessions.session_start, 'UTC'), 'UTC') AS date,
        toInt32(sessions.session_end - sessions.session_start) AS length,
        sum(states.side) AS count
    FROM run_moved_sessions AS sessions
    INNER JOIN run_player_states AS states ON states.user_id = sessions.user_id
    GROUP BY ALL
)
ARRAY JOIN arrayDistinct([('', ''), (country, ''), ('', device), (country, device)]) AS segment
GROUP BY segment, date, length
HAVING n != 0
