-- The job as DuckDB's SQL: types, one scan that parses and applies the
-- single-event rules, and the rules over several events as macros over the
-- table whose name they are given.

CREATE TABLE timezones AS
SELECT country, timezone
FROM read_json(getvariable('timezones'), format = 'newline_delimited', columns = {country: 'VARCHAR', timezone: 'VARCHAR'});

-- What is none of the names becomes NULL. Enums are also cheaper to store
-- than text.
CREATE TYPE event_type AS ENUM ('registration', 'session_ping', 'match');
CREATE TYPE session_type AS ENUM ('', 'session_start', 'session_end');
CREATE TYPE device AS ENUM ('iOS', 'Android', 'Web');
CREATE TYPE country AS ENUM (SELECT country FROM timezones);

-- The valid events of a file, in its order.
CREATE TEMP MACRO valid_events(file) AS TABLE
SELECT
    event_id::UBIGINT AS event_id,
    event_type,
    event_timestamp::UINTEGER AS event_timestamp,
    unnest(event_data)
FROM read_json(
    file,
    format = 'newline_delimited',
    ignore_errors = true,
    columns = {
        event_id: 'BIGINT',
        event_type: 'event_type',
        event_timestamp: 'BIGINT',
        event_data: 'STRUCT(
            user_id UUID,
            type session_type,
            country country,
            device_os device,
            match_id UUID,
            home_user_id UUID,
            away_user_id UUID,
            home_goals_scored UTINYINT,
            away_goals_scored UTINYINT)'
    })
WHERE event_id BETWEEN 0 AND 9007199254740991
    AND event_timestamp BETWEEN 1 AND least(4294967295, epoch(now())::BIGINT + 86400)
    AND CASE event_type
        WHEN 'session_ping' THEN
            event_data.user_id IS NOT NULL
        WHEN 'registration' THEN
            event_data.user_id IS NOT NULL
            AND event_data.country IS NOT NULL
            AND event_data.device_os IS NOT NULL
        WHEN 'match' THEN
            event_data.match_id IS NOT NULL
            AND event_data.home_user_id != event_data.away_user_id
            AND coalesce(event_data.home_goals_scored <= 99 AND event_data.away_goals_scored <= 99,
                event_data.home_goals_scored IS NULL AND event_data.away_goals_scored IS NULL)
        ELSE false
    END;

-- The earliest registration of a user counts. Zones change their offset at
-- quarters of an hour at the most, so it is looked up once for each quarter.
CREATE TEMP MACRO registrations_in(source) AS TABLE
WITH registrations AS
(
    SELECT
        user_id,
        arg_min(
            {registered_at: event_timestamp, event_id: event_id, country: country, device: device_os},
            {event_timestamp: event_timestamp, event_id: event_id}) AS earliest
    FROM query_table(source)
    WHERE event_type = 'registration'
    GROUP BY user_id
),
quarters AS
(
    SELECT country, quarter, timezone(timezone, to_timestamp(quarter * 900)) AS local_time
    FROM (SELECT DISTINCT earliest.country, earliest.registered_at // 900 AS quarter FROM registrations)
    JOIN timezones USING (country)
)
SELECT
    user_id,
    earliest.registered_at,
    earliest.event_id,
    earliest.country,
    local_time + to_seconds(earliest.registered_at % 900) AS registration_date_local_timezone,
    earliest.device
FROM registrations
JOIN quarters ON quarters.country = earliest.country AND quarter = earliest.registered_at // 900;

-- A user's times as one sorted list; a gap of more than 60 s ends a session
-- and begins the next. Two thirds of the time of window functions.
CREATE TEMP MACRO session_data_of(source) AS TABLE
SELECT
    user_id,
    make_date(1970, 1, 1) + (session_start // 86400)::INTEGER AS date,
    count(*) AS session_count,
    sum(session_end - session_start) AS time_spent_in_game
FROM
(
    SELECT
        user_id,
        unnest(list_prepend(times[1], list_transform(gaps, gap -> gap[2])))::BIGINT AS session_start,
        unnest(list_append(list_transform(gaps, gap -> gap[1]), times[-1]))::BIGINT AS session_end
    FROM
    (
        SELECT
            user_id,
            times,
            list_filter(list_zip(times[:-2], times[2:]), pair -> pair[2] - pair[1] > 60) AS gaps
        FROM
        (
            SELECT
                user_id,
                CASE WHEN all_times[1] >= registered_at THEN all_times
                    ELSE list_filter(all_times, time -> time >= registered_at) END AS times
            FROM
            (
                SELECT user_id, list_sort(list(event_timestamp)) AS all_times
                FROM query_table(source)
                WHERE event_type = 'session_ping'
                GROUP BY user_id
            )
            JOIN registration_data USING (user_id)
        )
        WHERE len(times) > 0
    )
)
GROUP BY ALL;

-- Match events of registered players. The earliest start pairs with the
-- earliest later end of the same players.
CREATE TEMP MACRO matches_in(source) AS TABLE
WITH played AS
(
    SELECT match_id, event_timestamp, events.event_id, home_user_id, away_user_id, home_goals_scored, away_goals_scored
    FROM query_table(source) AS events
    JOIN registration_data AS home ON home.user_id = events.home_user_id
    JOIN registration_data AS away ON away.user_id = events.away_user_id
    WHERE event_type = 'match' AND event_timestamp >= greatest(home.registered_at, away.registered_at)
),
starts AS
(
    SELECT
        match_id,
        arg_min(
            {event_timestamp: event_timestamp, home: home_user_id, away: away_user_id},
            {event_timestamp: event_timestamp, event_id: event_id}) AS first
    FROM played
    WHERE home_goals_scored IS NULL
    GROUP BY match_id
)
SELECT
    match_id,
    first.event_timestamp AS match_start,
    first.home AS home_user_id,
    first.away AS away_user_id,
    unnest(min({
        match_end: ends.event_timestamp,
        end_event_id: ends.event_id,
        home_goals: ends.home_goals_scored,
        away_goals: ends.away_goals_scored
    }))
FROM starts
JOIN played AS ends USING (match_id)
WHERE ends.home_goals_scored IS NOT NULL
    AND ends.home_user_id = first.home
    AND ends.away_user_id = first.away
    AND ends.event_timestamp > first.event_timestamp
GROUP BY match_id, first;

CREATE TEMP MACRO match_data_of(source) AS TABLE
SELECT
    user_id,
    make_date(1970, 1, 1) + (match_start // 86400)::INTEGER AS date,
    sum(match_end - match_start) AS total_duration,
    sum(points_home) AS total_points_home,
    sum(points_away) AS total_points_away
FROM
(
    SELECT
        match_start,
        match_end,
        home_user_id AS user_id,
        CASE WHEN home_goals > away_goals THEN 3 WHEN home_goals = away_goals THEN 1 ELSE 0 END AS points_home,
        0 AS points_away
    FROM query_table(source)
    UNION ALL
    SELECT
        match_start,
        match_end,
        away_user_id,
        0,
        CASE WHEN away_goals > home_goals THEN 3 WHEN away_goals = home_goals THEN 1 ELSE 0 END
    FROM query_table(source)
)
GROUP BY ALL;
