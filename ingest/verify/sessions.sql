-- What sessions should hold: the pings of each user from the registration on,
-- parted where more than 60 s lie between two.
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
        arrayJoin(arraySplit((time, gap) -> gap > 60, times, arrayDifference(times))) AS island
    FROM {session_pings:Identifier} AS pings
    INNER JOIN
    (
        SELECT user_id, min(event_timestamp) AS registered_at
        FROM {registrations:Identifier}
        WHERE cityHash64(user_id) % {slices:UInt32} = {slice:UInt32}
        GROUP BY user_id
    ) AS users ON users.user_id = pings.user_id
    WHERE cityHash64(pings.user_id) % {slices:UInt32} = {slice:UInt32}
        AND pings.event_timestamp >= users.registered_at
    GROUP BY pings.user_id
)
