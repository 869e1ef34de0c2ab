-- What day_counts should hold of a share of the players: their registrations,
-- activity and sessions, each for all, for their country, for their device and
-- for both.
WITH
    players AS
    (
        SELECT
            user_id,
            country::String AS country,
            device::String AS device,
            event_id < 9007199254740992 AS is_real,
            toDate(registered_at) AS registered_on,
            toInt64(registration_date_local_timezone) - toInt64(registered_at) AS clock_offset
        FROM {signed_registration_data:Identifier}
        WHERE cityHash64(user_id) % {slices:UInt32} = {slice:UInt32}
        GROUP BY user_id, country, device, registered_at, event_id, registration_date_local_timezone
        HAVING sum(sign) > 0
    ),
    sessions AS
    (
        SELECT
            user_id,
            date,
            toInt64(session_start) AS start,
            toInt64(session_end) AS last,
            toInt32(last - start) AS seconds,
            sum(sign) AS number
        FROM {signed_sessions:Identifier}
        WHERE cityHash64(user_id) % {slices:UInt32} = {slice:UInt32}
        GROUP BY user_id, date, session_start, session_end
        HAVING number > 0
    ),
    active AS
    (
        SELECT user_id, groupUniqArray(toUInt32(date)) AS days
        FROM sessions
        GROUP BY user_id
    )
SELECT metric, segment.1 AS country, segment.2 AS device, date, bucket, sum(number) AS n
FROM
(
    SELECT 'new_players' AS metric, country, device, registered_on AS date, 0 AS bucket, toInt64(count()) AS number
    FROM players
    WHERE is_real
    GROUP BY ALL

    UNION ALL

    SELECT 'active_' || toString(window), country, device, toDate(active_on), 0, toInt64(count())
    FROM active
    INNER JOIN players ON players.user_id = active.user_id
    ARRAY JOIN [1, 7, 30] AS window
    ARRAY JOIN arrayDistinct(arrayFlatten(arrayMap(day -> range(day, day + window), days))) AS active_on
    GROUP BY window, country, device, active_on

    UNION ALL

    SELECT 'active_days', country, device, toDate(day), toInt64(at_least), toInt64(count())
    FROM
    (
        SELECT user_id, arrayJoin(arrayFlatten(arrayMap(active_on -> range(active_on, active_on + 28), days))) AS day, count() AS active_days
        FROM active
        GROUP BY user_id, day
    ) AS counted
    INNER JOIN players ON players.user_id = counted.user_id
    ARRAY JOIN range(1, active_days + 1) AS at_least
    GROUP BY country, device, day, at_least

    UNION ALL

    SELECT 'first_session', country, device, toDate(arrayMin(days)), 0, toInt64(count())
    FROM active
    INNER JOIN players ON players.user_id = active.user_id
    GROUP BY ALL

    UNION ALL

    SELECT of_day.1, country, device, date, 0, of_day.2
    FROM
    (
        SELECT country, device, date, sum(number) AS of_all, sum(number * seconds) AS in_game
        FROM sessions
        INNER JOIN players ON players.user_id = sessions.user_id
        GROUP BY country, device, date
    )
    ARRAY JOIN [('sessions', of_all), ('seconds', in_game)] AS of_day

    UNION ALL

    SELECT 'session_length', country, device, date, seconds, sum(number)
    FROM sessions
    INNER JOIN players ON players.user_id = sessions.user_id
    GROUP BY country, device, date, seconds

    UNION ALL

    SELECT metric, country, device, toDate(intDiv(hour, 24)), hour % 24, toInt64(count())
    FROM
    (
        SELECT DISTINCT
            players.user_id,
            country,
            device,
            clock.1 AS metric,
            -- There are no days before 1970.
            arrayJoin(range(intDiv(greatest(start + clock.2, 0), 3600), intDiv(last + clock.2, 3600) + 1)) AS hour
        FROM sessions
        INNER JOIN players ON players.user_id = sessions.user_id
        ARRAY JOIN [('hour_players', 0), ('own_hour_players', clock_offset)] AS clock
        WHERE last + clock.2 >= 0
    )
    GROUP BY metric, country, device, hour

    UNION ALL

    -- Players enter in the first minute that begins in the session, and leave in the
    -- first one after it. Each day begins without players, so they enter it again.
    SELECT 'minute_players', '', '', toDate(intDiv(step.1, 1440)), step.1 % 1440, sum(number * step.2)
    FROM
    (
        SELECT number, intDiv(start + 59, 60) AS first, intDiv(last, 60) + 1 AS after
        FROM sessions
        INNER JOIN players ON players.user_id = sessions.user_id
        WHERE first < after
    )
    ARRAY JOIN arrayPushBack(arrayMap(midnight -> (greatest(midnight, first), 1), range(first - first % 1440, after, 1440::Int64)), (after, -1)) AS step
    WHERE NOT (step.2 = -1 AND step.1 % 1440 = 0)
    GROUP BY step.1

    UNION ALL

    SELECT 'retention', country, device, registered_on, -1, toInt64(count())
    FROM players
    WHERE is_real
    GROUP BY ALL

    UNION ALL

    SELECT 'retention', country, device, registered_on, weeks.number - intDiv(toInt32(registered_on) + 3, 7), toInt64(count())
    FROM
    (
        -- Weeks from the first Monday before day 0, a Thursday.
        SELECT DISTINCT user_id, intDiv(toInt32(date) + 3, 7) AS number
        FROM sessions
    ) AS weeks
    INNER JOIN players ON players.user_id = weeks.user_id
    WHERE is_real
    GROUP BY ALL

    UNION ALL

    SELECT 'day_retention', country, device, registered_on, day - toInt32(registered_on) AS days_since, toInt64(count())
    FROM (SELECT user_id, toInt32(arrayJoin(days)) AS day FROM active) AS active_days
    INNER JOIN players ON players.user_id = active_days.user_id
    WHERE is_real AND days_since BETWEEN 0 AND 30
    GROUP BY ALL

    UNION ALL

    SELECT 'match_seconds', country, device, date, 0, sum(seconds)
    FROM
    (
        SELECT
            arrayJoin([home_user_id, away_user_id]) AS user_id,
            date,
            sum(sign) * (toInt64(match_end) - toInt64(match_start)) AS seconds
        FROM {signed_matches:Identifier}
        GROUP BY match_id, date, match_start, match_end, home_user_id, away_user_id
    ) AS played
    INNER JOIN players ON players.user_id = played.user_id
    GROUP BY country, device, date
) AS counts
ARRAY JOIN arrayDistinct([('', ''), (counts.country, ''), ('', counts.device), (counts.country, counts.device)]) AS segment
GROUP BY metric, segment, date, bucket
