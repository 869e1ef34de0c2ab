-- Sessions by day and length: those that this run changes, where their players
-- count now.
INSERT INTO change_day_counts (metric, country, device, date, bucket, n)
SETTINGS optimize_on_insert = 0
SELECT 'session_length', segment.1, segment.2, date, length, sum(count) AS n
FROM
(
    SELECT
        states.country AS country,
        states.device AS device,
        changes.date AS date,
        toInt32(toUInt32(changes.session_end) - toUInt32(changes.session_start)) AS length,
        sum(changes.sign) AS count
    FROM change_sessions AS changes
    INNER JOIN run_player_states AS states ON states.user_id = changes.user_id
    WHERE states.side = 1
    GROUP BY ALL
)
ARRAY JOIN arrayDistinct([('', ''), (country, ''), ('', device), (country, device)]) AS segment
GROUP BY segment, date, length
HAVING n != 0
