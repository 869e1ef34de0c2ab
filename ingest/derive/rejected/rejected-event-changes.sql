-- Changes to the rejected lines of earlier runs. A line that
-- was rejected keeps its text; of an event that counted until now only the
-- fields are stored, and they are written as JSON again.
-- In the order of their signs: of a line that is taken back and rejected again for the
-- same reason, the last row decides which detail stays.
INSERT INTO change_rejected_events
    (source_run_id, file_number, line, reason, detail, file, byte_offset, raw, raw_bytes, run_id, sign)
WITH
    known_lines AS
    (
        SELECT source_run_id, file_number, line, any(file) AS file, any(raw) AS raw, any(raw_bytes) AS raw_bytes
        FROM signed_rejected_events
        WHERE (source_run_id, file_number, line) IN (SELECT source_run_id, file_number, line FROM run_held_changes)
            AND sign > 0
        GROUP BY source_run_id, file_number, line
    ),
    written_again AS
    (
        SELECT
            event_id,
            concat(
                '{"event_id": ', toString(event_id),
                ', "event_type": "registration", "event_timestamp": ', toString(toUInt32(event_timestamp)),
                ', "event_data": {"country": ', toJSONString(country),
                ', "user_id": "', toString(user_id),
                '", "device_os": "', toString(device_os), '"}}') AS raw
        FROM registrations
        WHERE user_id IN (SELECT waits_for FROM run_held_changes WHERE event_type = 'registration')
        UNION ALL
        SELECT
            event_id,
            concat(
                '{"event_id": ', toString(event_id),
                ', "event_type": "match", "event_timestamp": ', toString(toUInt32(event_timestamp)),
                ', "event_data": {"match_id": "', toString(match_id),
                '", "home_user_id": "', toString(home_user_id),
                '", "away_user_id": "', toString(away_user_id),
                '", "home_goals_scored": ', ifNull(toString(home_goals_scored), 'null'),
                ', "away_goals_scored": ', ifNull(toString(away_goals_scored), 'null'), '}}')
        FROM match_events
        WHERE match_id IN (SELECT match_id FROM run_held_changes WHERE event_type = 'match')
    ),
    run_files AS
    (
        SELECT run_id, argMax(files, changed_at) AS files FROM ledger GROUP BY run_id
    )
SELECT
    changes.source_run_id,
    changes.file_number,
    changes.line,
    changes.reason,
    changes.detail,
    run_files.files[changes.file_number],
    changes.byte_offset,
    multiIf(changes.sign < 0, '', known_lines.raw_bytes > 0, known_lines.raw, written_again.raw),
    multiIf(changes.sign < 0, 0, known_lines.raw_bytes > 0, known_lines.raw_bytes, length(written_again.raw)),
    {run_id:UInt32},
    changes.sign
FROM (SELECT *, if(sign < 0, '', {held_detail}) AS detail FROM run_held_changes) AS changes
LEFT JOIN known_lines
    ON known_lines.source_run_id = changes.source_run_id AND known_lines.file_number = changes.file_number AND known_lines.line = changes.line
LEFT JOIN written_again ON written_again.event_id = changes.event_id
LEFT JOIN run_files ON run_files.run_id = changes.source_run_id
ORDER BY changes.sign
