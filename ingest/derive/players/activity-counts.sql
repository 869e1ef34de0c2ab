-- Counts by day that follow from the players alone: who registered, who was
-- active, how much was played, who came back. Each is added up for the country
-- and the device of the players, and then for all countries and devices.
INSERT INTO change_day_counts (metric, country, device, date, bucket, n)
SETTINGS optimize_on_insert = 0
WITH
    active AS
    (
        SELECT
            country,
            device,
            side,
            registered_at,
            event_id,
            arrayMap(date -> toInt32(date), arrayFilter((date, count) -> count > 0, dates, sessions)) AS days,
            arrayPopBack(arrayPushFront(days, -100000)) AS days_before,
            arrayPopFront(arrayPushBack(days, 100000)) AS next_days,
            -- When an active day enters the last 28 days (twice the day, and one), and
            -- when it leaves them (twice the day), in order.
            arraySort(arrayConcat(arrayMap(day -> 2 * day + 1, days), arrayMap(day -> 2 * (day + 28), days))) AS turns
        FROM run_player_states
    ),
    by_day AS
    (
        SELECT country, device, date, sum(side * (of_day > 0)) AS players, sum(side * of_day) AS number, sum(side * in_game) AS in_seconds, sum(side * in_match) AS in_match_seconds
        FROM run_player_states
        ARRAY JOIN dates AS date, sessions AS of_day, seconds AS in_game, match_seconds AS in_match
        GROUP BY country, device, date
    ),
    -- A player who was active on a day counts in the days of a window that begins
    -- there; windows that meet or overlap are one. With an active day more among the
    -- last 28, a player counts in one bucket more.
    steps AS
    (
        SELECT country, device, step.1 AS window, step.2 AS bucket, step.3 AS day, sum(side * step.4) AS change
        FROM active
        ARRAY JOIN arrayConcat
        (
            arrayMap(day -> (7, 0, day, 1), arrayFilter((day, before) -> before + 7 < day, days, days_before)),
            arrayMap(day -> (7, 0, day + 7, -1), arrayFilter((day, next) -> day + 7 < next, days, next_days)),
            arrayMap(day -> (30, 0, day, 1), arrayFilter((day, before) -> before + 30 < day, days, days_before)),
            arrayMap(day -> (30, 0, day + 30, -1), arrayFilter((day, next) -> day + 30 < next, days, next_days)),
            arrayMap
            (
                (turn, number) -> (28, number + (turn % 2 = 0), intDiv(turn, 2), if(turn % 2 = 1, 1, -1)),
                turns,
                arrayCumSum(turn -> if(turn % 2 = 1, 1, -1), turns)
            )
        ) AS step
        GROUP BY country, device, window, bucket, day
        HAVING change != 0
    )
SELECT metric, segment.1, segment.2, date, bucket, sum(count) AS n
FROM
(
    SELECT 'new_players' AS metric, country, device, toDate(registered_at) AS date, 0 AS bucket, sum(toInt64(side)) AS count
    FROM run_player_states
    WHERE event_id < 9007199254740992
    GROUP BY country, device, date

    UNION ALL

    SELECT of_metric.1, country, device, date, 0, of_metric.2
    FROM by_day
    ARRAY JOIN [('active_1', players), ('sessions', number), ('seconds', in_seconds), ('match_seconds', in_match_seconds)] AS of_metric

    UNION ALL

    SELECT if(window = 28, 'active_days', 'active_' || toString(window)), country, device, toDate(arrayJoin(range(day, next_day))), bucket, level
    FROM
    (
        SELECT
            country,
            device,
            window,
            bucket,
            day,
            sum(change) OVER (PARTITION BY country, device, window, bucket ORDER BY day) AS level,
            leadInFrame(day, 1, day) OVER (PARTITION BY country, device, window, bucket ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS next_day
        FROM steps
    )
    WHERE level != 0

    UNION ALL

    SELECT 'first_session', country, device, toDate(days[1]), 0, sum(side)
    FROM active
    WHERE notEmpty(days)
    GROUP BY ALL

    UNION ALL

    SELECT 'retention', country, device, toDate(registered_at) AS registered_on, since, sum(side)
    FROM active
    -- Day 0 was a Thursday.
    ARRAY JOIN arrayPushFront(arrayDistinct(arrayMap(day -> intDiv(day + 3, 7) - intDiv(toInt32(toDate(registered_at)) + 3, 7), days)), -1) AS since
    WHERE event_id < 9007199254740992
    GROUP BY country, device, registered_on, since

    UNION ALL

    SELECT 'day_retention', country, device, toDate(registered_at) AS registered_on, since, sum(side)
    FROM active
    ARRAY JOIN arrayFilter(number -> number BETWEEN 0 AND 30, arrayMap(day -> day - toInt32(toDate(registered_at)), days)) AS since
    WHERE event_id < 9007199254740992
    GROUP BY country, device, registered_on, since
)
ARRAY JOIN arrayDistinct([('', ''), (country, ''), ('', device), (country, device)]) AS segment
GROUP BY metric, segment, date, bucket
HAVING n != 0
