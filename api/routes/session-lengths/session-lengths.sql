-- How long were the sessions of each day, in all countries ('') or one, on all
-- devices ('') or one? The median is the shortest length that half of the day's sessions do not exceed,
-- and p90 the same for nine in ten; in whole numbers, so that no rounding
-- decides. No row for a day without sessions.
SELECT
    date,
    max(of_day) AS number_of_sessions,
    minIf(length, 2 * upto >= of_day) AS median,
    minIf(length, 10 * upto >= 9 * of_day) AS p90,
    max(length) AS longest
FROM
(
    SELECT
        date,
        length,
        sum(number) OVER (PARTITION BY date ORDER BY length) AS upto,
        sum(number) OVER (PARTITION BY date) AS of_day
    FROM
    (
        SELECT date, bucket AS length, sum(n) AS number
        FROM summed_day_counts
        WHERE metric = 'session_length'
            AND country = {country:String}
            AND device = {device:String}
            AND date BETWEEN {from:Date} AND {to:Date}
        GROUP BY date, length
        HAVING number > 0
    )
)
GROUP BY date
SETTINGS max_execution_time = 10, max_memory_usage = 2000000000
