-- What registration_data should hold: each user's earliest registration by
-- (time, event id).
SELECT
    user_id,
    earliest.1 AS registered_at,
    earliest.2 AS event_id,
    earliest.3 AS country,
    earliest.4 AS registration_date_local_timezone,
    earliest.5 AS device
FROM
(
    SELECT user_id, min((event_timestamp, event_id, country::String, registration_date_local_timezone, device_os::String)) AS earliest
    FROM {registrations:Identifier}
    WHERE cityHash64(user_id) % {slices:UInt32} = {slice:UInt32}
    GROUP BY user_id
)
