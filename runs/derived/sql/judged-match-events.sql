-- Why each event of a slice of the matches does not count, and what it waits
-- for; the reason is empty where it counts.
CREATE TABLE judged_match_events ENGINE = Memory COMMENT 'dropped when the run ends' AS
WITH
    events AS
    (
        SELECT * FROM {match_events:Identifier}
        WHERE cityHash64(match_id) % {slices:UInt32} = {slice:UInt32}
    ),
    users AS
    (
        SELECT user_id, min(event_timestamp) AS registered_at
        FROM {registrations:Identifier}
        WHERE user_id IN (SELECT arrayJoin([home_user_id, away_user_id]) FROM events)
        GROUP BY user_id
    )
SELECT
    *,
    multiIf(
        home_at = 0 OR away_at = 0, 'unregistered_user',
        is_early, 'before_registration',
        first_start.1 = 0, 'match_unpaired',
        is_start AND event_id != first_start.2, 'match_conflict',
        is_start AND first_end.1 = 0, 'match_unpaired',
        NOT is_start AND (first_end.1 = 0 OR event_id != first_end.2), 'match_conflict',
        '') AS reason,
    multiIf(
        home_at = 0, home_user_id,
        away_at = 0, away_user_id,
        event_timestamp < home_at, home_user_id,
        event_timestamp < away_at, away_user_id,
        match_id) AS waits_for
FROM
(
    SELECT
        *,
        minIf(
            (event_timestamp, event_id),
            NOT is_start AND NOT is_early AND first_start.1 != 0
                AND home_user_id = first_start.3 AND away_user_id = first_start.4
                AND event_timestamp > first_start.1
        ) OVER (PARTITION BY match_id) AS first_end
    FROM
    (
        SELECT
            *,
            minIf((event_timestamp, event_id, home_user_id, away_user_id), is_start AND NOT is_early)
                OVER (PARTITION BY match_id) AS first_start
        FROM
        (
            SELECT
                events.*,
                home.registered_at AS home_at,
                away.registered_at AS away_at,
                events.home_goals_scored IS NULL AS is_start,
                home_at = 0 OR away_at = 0 OR events.event_timestamp < home_at OR events.event_timestamp < away_at AS is_early
            FROM events
            LEFT JOIN users AS home ON home.user_id = events.home_user_id
            LEFT JOIN users AS away ON away.user_id = events.away_user_id
        )
    )
)
