-- What held_events should hold of match events: those that do not count.
SELECT
    waits_for,
    event_id,
    reason,
    'match' AS event_type,
    event_timestamp,
    match_id,
    run_id AS source_run_id,
    file_number,
    line,
    byte_offset
FROM judged_match_events
WHERE reason != ''
