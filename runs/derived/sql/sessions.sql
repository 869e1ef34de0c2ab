-- What sessions should hold: the pings of each user from the registration on,
-- split where more than the session gap lies between two. The pings of sessions that ended
-- before the horizon, and that no later ping can extend, are forgotten: these
-- sessions of registered players are taken as they are.
WITH
    (SELECT max(toUInt32(horizon)) * 86400 FROM ledger) AS kept_from,
    users AS
    (
        SELECT user_id, min(event_timestamp) AS registered_at
        FROM {registrations:Identifier}
        WHERE cityHash64(user_id) % {slices:UInt32} = {slice:UInt32}
        GROUP BY user_id
    )
SELECT
    user_id,
    toDate(toDateTime(island[1], 'UTC'), 'UTC') AS date,
    toDateTime(island[1], 'UTC') AS session_start,
    toDateTime(island[-1], 'UTC') AS session_end
FROM
(
    SELECT
        pings.user_id AS user_id,
        arraySort(groupArray(toUInt32(pings.event_timestamp))) AS times,
        arrayJoin(arraySplit((time, gap) -> gap > {session_gap:UInt32}, times, arrayDifference(times))) AS island
    FROM {session_pings:Identifier} AS pings
    INNER JOIN users ON users.user_id = pings.user_id
    WHERE cityHash64(pings.user_id) % {slices:UInt32} = {slice:UInt32}
        AND pings.event_timestamp >= users.registered_at
    GROUP BY pings.user_id
)
WHERE toUInt64(island[-1]) + {session_gap:UInt32} >= kept_from
UNION ALL
SELECT stored.user_id, stored.date, stored.session_start, stored.session_end
FROM
(
    SELECT user_id, date, session_start, session_end
    FROM signed_sessions
    WHERE cityHash64(user_id) % {slices:UInt32} = {slice:UInt32}
        AND toUInt64(toUInt32(session_end)) + {session_gap:UInt32} < kept_from
    GROUP BY ALL
    HAVING sum(sign) > 0
) AS stored
INNER JOIN users ON users.user_id = stored.user_id
WHERE stored.session_start >= users.registered_at
