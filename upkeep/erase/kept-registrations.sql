-- registrations without the user. For each match that counts, and that the
-- user shares with a player who is not erased, a registration of a new user
-- stands in, at the time of its start, with an id beyond those that events
-- have: that of the start, plus 2^53. A match of two erased players needs
-- none, and no longer counts.
INSERT INTO rebuilt_registrations
    (user_id, event_timestamp, event_id, country, device_os, registration_date_local_timezone, file_number, line, byte_offset, run_id)
WITH
    shared AS
    (
        SELECT start_event_id, match_start
        FROM signed_matches
        WHERE home_user_id = {user_id:UUID} OR away_user_id = {user_id:UUID}
        GROUP BY ALL
        HAVING sum(sign) > 0
    ),
    others AS
    (
        SELECT * FROM registrations WHERE user_id != {user_id:UUID}
    )
SELECT user_id, event_timestamp, event_id, country::String, device_os::String, registration_date_local_timezone, file_number, line, byte_offset, run_id
FROM others
WHERE event_id NOT IN (SELECT start_event_id + 9007199254740992 FROM shared)
UNION ALL
SELECT generateUUIDv4(), match_start, start_event_id + 9007199254740992, '', '', toDateTime64(match_start, 0, 'UTC'), 0, 0, 0, {run_id:UInt32}
FROM shared
WHERE start_event_id + 9007199254740992 NOT IN (SELECT event_id FROM others WHERE event_id >= 9007199254740992)
