-- How many players were in a session at most at the start of a minute, on each day of
-- a range, and in which minute of the day first? No row for a day without any.
SELECT date, arrayMax(players) AS peak, minutes[indexOf(players, peak)] AS minute
FROM
(
    SELECT
        date,
        arraySort(groupArray((bucket, change))) AS changes,
        changes.1 AS minutes,
        arrayCumSum(changes.2) AS players
    FROM
    (
        SELECT date, bucket, sum(n) AS change
        FROM summed_day_counts
        WHERE metric = 'minute_players'
            AND country = ''
            AND device = ''
            AND date BETWEEN {from:Date} AND {to:Date}
        GROUP BY date, bucket
    )
    GROUP BY date
)
WHERE peak > 0
SETTINGS max_execution_time = 10, max_memory_usage = 2000000000
