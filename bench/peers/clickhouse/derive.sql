-- The other rules over several events and the daily aggregates, computed anew
-- from all events.

-- The earliest registration of a user counts.
CREATE OR REPLACE TABLE registration_data
(
    user_id UUID,
    registered_at UInt32,
    country LowCardinality(String),
    registration_date_local_timezone String,
    device LowCardinality(String)
)
ENGINE = MergeTree
ORDER BY user_id;

INSERT INTO registration_data
SELECT
    user_id,
    event_timestamp,
    country,
    formatDateTime(fromUnixTimestamp(event_timestamp), '%F %T', timezone),
    device_os
FROM
(
    SELECT user_id, event_timestamp, country, device_os
    FROM events
    WHERE event_type = 'registration'
    ORDER BY event_timestamp, event_id
    LIMIT 1 BY user_id
) AS registrations
INNER JOIN timezones ON timezones.country = registrations.country;

CREATE OR REPLACE TABLE session_data
(
    user_id UUID,
    date Date,
    session_count UInt64,
    time_spent_in_game UInt64
)
ENGINE = MergeTree
ORDER BY (user_id, date);

-- Sessions by arrays: a quarter of the time of window functions.
INSERT INTO session_data
SELECT
    user_id,
    toDate(session[1], 'UTC') AS date,
    count(),
    sum(session[-1] - session[1])
FROM
(
    SELECT
        pings.user_id AS user_id,
        if(all_times[1] >= registered_at, all_times, arrayFilter(time -> time >= registered_at, all_times)) AS times,
        arrayJoin(arraySplit((time, gap) -> gap > 60, times, arrayDifference(times))) AS session
    FROM
    (
        SELECT user_id, arraySort(groupArray(event_timestamp)) AS all_times
        FROM events
        WHERE event_type = 'session_ping'
        GROUP BY user_id
    ) AS pings
    INNER JOIN registration_data AS registrations ON registrations.user_id = pings.user_id
)
WHERE notEmpty(session)
GROUP BY user_id, date;

-- Match events of registered players.
CREATE OR REPLACE TABLE played ENGINE = Memory AS
SELECT match_id, event_timestamp, event_id, home_user_id, away_user_id, home_goals_scored, away_goals_scored
FROM events
INNER JOIN registration_data AS home ON home.user_id = events.home_user_id
INNER JOIN registration_data AS away ON away.user_id = events.away_user_id
WHERE event_type = 'match' AND event_timestamp >= greatest(home.registered_at, away.registered_at);

CREATE OR REPLACE TABLE matches
(
    match_id UUID,
    match_start UInt32,
    match_end UInt32,
    home_user_id UUID,
    away_user_id UUID,
    home_goals_scored UInt8,
    away_goals_scored UInt8
)
ENGINE = MergeTree
ORDER BY match_id;

-- The earliest start pairs with the earliest later end of the same players.
INSERT INTO matches
SELECT
    match_id,
    starts.event_timestamp,
    ends.event_timestamp,
    starts.home_user_id,
    starts.away_user_id,
    assumeNotNull(ends.home_goals_scored),
    assumeNotNull(ends.away_goals_scored)
FROM
(
    SELECT match_id, event_timestamp, home_user_id, away_user_id
    FROM played
    WHERE home_goals_scored IS NULL
    ORDER BY event_timestamp, event_id
    LIMIT 1 BY match_id
) AS starts
INNER JOIN played AS ends ON ends.match_id = starts.match_id
    AND ends.home_user_id = starts.home_user_id
    AND ends.away_user_id = starts.away_user_id
WHERE ends.home_goals_scored IS NOT NULL AND ends.event_timestamp > starts.event_timestamp
ORDER BY ends.event_timestamp, ends.event_id
LIMIT 1 BY match_id;

CREATE OR REPLACE TABLE match_data
(
    user_id UUID,
    date Date,
    total_duration UInt64,
    total_points_home UInt64,
    total_points_away UInt64
)
ENGINE = MergeTree
ORDER BY (user_id, date);

INSERT INTO match_data
SELECT
    player.1 AS user_id,
    toDate(match_start, 'UTC') AS date,
    sum(match_end - match_start),
    sum(player.2),
    sum(player.3)
FROM
(
    SELECT
        match_start,
        match_end,
        multiIf(
            home_goals_scored > away_goals_scored, (3, 0),
            home_goals_scored = away_goals_scored, (1, 1),
            (0, 3)) AS points,
        arrayJoin([(home_user_id, points.1, 0), (away_user_id, 0, points.2)]) AS player
    FROM matches
)
GROUP BY user_id, date;
