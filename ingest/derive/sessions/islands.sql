-- The pings that begin to count in this run, also those held until now, as
-- intervals without a gap of more than the session gap. Few players have pings that
-- do not count, or that were held: theirs are gone through one by one.
INSERT INTO run_islands
WITH recounted AS
    (
        SELECT user_id, registered_at FROM run_early_users
        UNION DISTINCT
        SELECT user_id, registered_at FROM run_changed_users
        WHERE user_id IN (SELECT waits_for FROM run_waiting WHERE event_type = 'session_ping')
    )
SELECT user_id, session_start, session_end
FROM run_ping_islands
WHERE user_id NOT IN (SELECT user_id FROM recounted)
UNION ALL
SELECT user_id, island[1] AS session_start, island[-1] AS session_end
FROM
(
    SELECT
        user_id,
        arraySort(groupArray(toUInt32(event_timestamp))) AS times,
        arrayJoin(arraySplit((time, gap) -> gap > {session_gap:UInt32}, times, arrayDifference(times))) AS island
    FROM
    (
        SELECT pings.user_id AS user_id, pings.event_timestamp AS event_timestamp
        FROM change_session_pings AS pings
        INNER JOIN recounted AS users ON users.user_id = pings.user_id
        WHERE users.registered_at != 0 AND pings.event_timestamp >= users.registered_at
        UNION ALL
        SELECT waiting.waits_for, waiting.event_timestamp
        FROM run_waiting AS waiting
        INNER JOIN run_changed_users AS users ON users.user_id = waiting.waits_for
        WHERE waiting.event_type = 'session_ping' AND waiting.event_timestamp >= users.registered_at
    )
    GROUP BY user_id
)
