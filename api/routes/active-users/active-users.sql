-- How many users had a session on each day of a range, in the 7 days that end
-- with it, and in the 30, in all countries ('') or in one?
-- A user who was active on a day counts in the weeks of that day and the six
-- after it, or until their next active day, which counts them on: so each is
-- counted once, and what is summed up are comings and goings. Days are numbers
-- here, as a Date has none before 1970.
WITH
players AS
(
    SELECT user_id
    FROM signed_registration_data
    WHERE country = {country:String} AND {country:String} != ''
    GROUP BY user_id, registered_at, event_id
    HAVING sum(sign) > 0
),
active AS
(
    SELECT day, next_day, toInt64(count()) AS users
    FROM
    (
        SELECT
            arraySort(groupArray(toInt32(date))) AS days,
            arrayPushBack(arrayPopFront(days), 100000) AS next_days
        FROM
        (
            SELECT date, user_id
            FROM summed_session_data_by_date
            WHERE date BETWEEN toDate(greatest(toInt32({from:Date}) - 29, 0)) AND {to:Date}
                AND ({country:String} = '' OR user_id IN players)
            GROUP BY date, user_id
            HAVING sum(session_count) > 0
        )
        GROUP BY user_id
    )
    ARRAY JOIN days AS day, next_days AS next_day
    GROUP BY day, next_day
)
SELECT toDate(day) AS date, daily, weekly, monthly
FROM
(
    SELECT
        day,
        sum(on_day) AS daily,
        sum(sum(in_week)) OVER (ORDER BY day) AS weekly,
        sum(sum(in_month)) OVER (ORDER BY day) AS monthly
    FROM
    (
        SELECT toInt32({from:Date}) + toInt32(number) AS day, 0 AS on_day, 0 AS in_week, 0 AS in_month
        FROM numbers(toUInt64({to:Date} - {from:Date} + 1))

        UNION ALL

        SELECT change.1, change.2, change.3, change.4
        FROM
        (
            SELECT arrayJoin
            ([
                (day, users, users, users),
                (least(day + 7, next_day), 0, -users, 0),
                (least(day + 30, next_day), 0, 0, -users)
            ]) AS change
            FROM active
        )
    )
    GROUP BY day
)
WHERE day BETWEEN toInt32({from:Date}) AND toInt32({to:Date})
ORDER BY day
SETTINGS max_execution_time = 10, max_memory_usage = 2000000000, optimize_aggregation_in_order = 1
