-- What held_events should hold of pings and registrations. The place of
-- a raw ping is in held_events or, in a repair of that table, in the text of a
-- rejected line.
WITH
    users AS
    (
        SELECT user_id, min((event_timestamp, event_id)) AS earliest
        FROM {registrations:Identifier}
        WHERE cityHash64(user_id) % {slices:UInt32} = {slice:UInt32}
        GROUP BY user_id
    ),
    places AS
    (
        SELECT event_id, argMin((file_number, line, byte_offset), found_in_text) AS place
        FROM
        (
            SELECT event_id, file_number, line, byte_offset, 0 AS found_in_text
            FROM signed_held_events
            WHERE event_type = 'session_ping' AND sign > 0
                AND cityHash64(waits_for) % {slices:UInt32} = {slice:UInt32}
            UNION ALL
            SELECT toUInt64(JSONExtractFloat(raw, 'event_id')), file_number, line, byte_offset, 1
            FROM signed_rejected_events
            WHERE {rebuilding:Bool} AND sign > 0 AND reason IN ('unregistered_user', 'before_registration')
        )
        GROUP BY event_id
    )
SELECT
    pings.user_id AS waits_for,
    pings.event_id AS event_id,
    if(users.earliest.1 = 0, 'unregistered_user', 'before_registration') AS reason,
    'session_ping' AS event_type,
    pings.event_timestamp AS event_timestamp,
    toUUID('00000000-0000-0000-0000-000000000000') AS match_id,
    pings.run_id AS source_run_id,
    places.place.1 AS file_number,
    places.place.2 AS line,
    places.place.3 AS byte_offset
FROM
(
    SELECT * FROM {session_pings:Identifier}
    WHERE cityHash64(user_id) % {slices:UInt32} = {slice:UInt32}
) AS pings
LEFT JOIN users ON users.user_id = pings.user_id
LEFT JOIN places ON places.event_id = pings.event_id
WHERE users.earliest.1 = 0 OR pings.event_timestamp < users.earliest.1
UNION ALL
SELECT
    user_id,
    event_id,
    'duplicate_registration',
    'registration',
    event_timestamp,
    toUUID('00000000-0000-0000-0000-000000000000'),
    run_id,
    file_number,
    line,
    byte_offset
FROM {registrations:Identifier}
WHERE cityHash64(user_id) % {slices:UInt32} = {slice:UInt32}
    AND (user_id, event_timestamp, event_id) NOT IN (SELECT user_id, earliest.1, earliest.2 FROM users)
