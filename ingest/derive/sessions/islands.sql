-- The pings that begin to count in this run, also those held until now, as
-- intervals without a gap of more than the session gap.
INSERT INTO run_islands
SELECT user_id, island[1] AS session_start, island[-1] AS session_end
FROM
(
    SELECT
        user_id,
        arraySort(groupArray(toUInt32(event_timestamp))) AS times,
        arrayJoin(arraySplit((time, gap) -> gap > {session_gap:UInt32}, times, arrayDifference(times))) AS island
    FROM
    (
        SELECT user_id, event_timestamp
        FROM change_session_pings
        WHERE user_id NOT IN (SELECT user_id FROM run_early_users)
        UNION ALL
        SELECT pings.user_id, pings.event_timestamp
        FROM change_session_pings AS pings
        INNER JOIN run_early_users AS users ON users.user_id = pings.user_id
        WHERE users.registered_at != 0 AND pings.event_timestamp >= users.registered_at
        UNION ALL
        SELECT waiting.waits_for, waiting.event_timestamp
        FROM run_waiting AS waiting
        INNER JOIN run_changed_users AS users ON users.user_id = waiting.waits_for
        WHERE waiting.event_type = 'session_ping' AND waiting.event_timestamp >= users.registered_at
    )
    GROUP BY user_id
)
