-- The new rejected_events: a row for each line that should be in it. A held
-- event whose line is missing, or may not be kept, is written as JSON again.
WITH
    known_lines AS
    (
        SELECT
            source_run_id,
            file_number,
            line,
            reason,
            argMax((file::String, byte_offset, raw, raw_bytes, detail), (sign, run_id)) AS text,
            sum(sign) > 0 AS is_rejected
        FROM signed_rejected_events
        WHERE cityHash64((source_run_id, file_number, line)) % {slices:UInt32} = {slice:UInt32}
        GROUP BY source_run_id, file_number, line, reason
    ),
    held_lines AS
    (
        SELECT source_run_id, file_number, line, reason, event_id, any(byte_offset) AS byte_offset, argMax({held_detail}, (sign, run_id)) AS detail
        FROM {signed_held_events:Identifier}
        WHERE cityHash64((source_run_id, file_number, line)) % {slices:UInt32} = {slice:UInt32}
        GROUP BY source_run_id, file_number, line, reason, event_id
        HAVING sum(sign) > 0
    ),
    held_texts AS
    (
        SELECT source_run_id, file_number, line, any(text) AS kept
        FROM known_lines
        WHERE text.4 > 0 AND (source_run_id, file_number, line) IN (SELECT source_run_id, file_number, line FROM held_lines)
            AND ({forgotten:String} = '' OR NOT match(text.3, {forgotten:String}))
        GROUP BY source_run_id, file_number, line
    ),
    written_again AS
    (
        SELECT
            event_id,
            concat(
                '{"event_id": ', toString(event_id),
                ', "event_type": "session_ping", "event_timestamp": ', toString(toUInt32(event_timestamp)),
                ', "event_data": {"user_id": "', toString(user_id), '", "type": "', toString(type), '"}}') AS raw
        FROM {session_pings:Identifier}
        WHERE event_id IN (SELECT event_id FROM held_lines)
        UNION ALL
        SELECT
            event_id,
            concat(
                '{"event_id": ', toString(event_id),
                ', "event_type": "registration", "event_timestamp": ', toString(toUInt32(event_timestamp)),
                ', "event_data": {"country": ', toJSONString(country),
                ', "user_id": "', toString(user_id), '", "device_os": "', toString(device_os), '"}}')
        FROM {registrations:Identifier}
        WHERE event_id IN (SELECT event_id FROM held_lines)
        UNION ALL
        SELECT
            event_id,
            concat(
                '{"event_id": ', toString(event_id),
                ', "event_type": "match", "event_timestamp": ', toString(toUInt32(event_timestamp)),
                ', "event_data": {"match_id": "', toString(match_id),
                '", "home_user_id": "', toString(home_user_id), '", "away_user_id": "', toString(away_user_id),
                '", "home_goals_scored": ', ifNull(toString(home_goals_scored), 'null'),
                ', "away_goals_scored": ', ifNull(toString(away_goals_scored), 'null'), '}}')
        FROM {match_events:Identifier}
        WHERE event_id IN (SELECT event_id FROM held_lines)
    ),
    run_files AS
    (
        SELECT run_id, argMax(files, changed_at) AS files FROM ledger GROUP BY run_id
    )
SELECT
    held.source_run_id AS source_run_id,
    held.file_number AS file_number,
    held.line AS line,
    held.reason AS reason,
    held.detail AS detail,
    run_files.files[held.file_number] AS file,
    held.byte_offset AS byte_offset,
    if(texts.kept.4 > 0, texts.kept.3, again.raw) AS raw,
    if(texts.kept.4 > 0, texts.kept.4, length(again.raw)) AS raw_bytes,
    {run_id:UInt32} AS run_id,
    1 AS sign
FROM held_lines AS held
LEFT JOIN held_texts AS texts
    ON texts.source_run_id = held.source_run_id AND texts.file_number = held.file_number AND texts.line = held.line
LEFT JOIN written_again AS again ON again.event_id = held.event_id
LEFT JOIN run_files ON run_files.run_id = held.source_run_id
UNION ALL
SELECT source_run_id, file_number, line, reason, text.5, text.1, text.2, text.3, text.4, {run_id:UInt32}, 1
FROM known_lines
WHERE is_rejected
    AND reason NOT IN ('duplicate_registration', 'unregistered_user', 'before_registration', 'match_conflict', 'match_unpaired')
    AND ({forgotten:String} = '' OR NOT match(text.3, {forgotten:String}) AND NOT match(text.5, {forgotten:String}))
