-- Why each affected match event does not count, and what it waits for; the
-- reason is empty if it counts.
INSERT INTO run_match_verdicts
SELECT
    events.event_id AS event_id,
    events.event_timestamp AS event_timestamp,
    events.match_id AS match_id,
    events.position AS position,
    events.source_run_id AS source_run_id,
    events.file_number AS file_number,
    events.line AS line,
    events.byte_offset AS byte_offset,
    multiIf(
        events.user_reason != '', events.user_reason,
        starts.match_start = 0, 'match_unpaired',
        events.is_start AND events.event_id != starts.start_event_id, 'match_conflict',
        events.is_start AND ends.match_end = 0, 'match_unpaired',
        NOT events.is_start AND (ends.match_end = 0 OR events.event_id != ends.end_event_id), 'match_conflict',
        '') AS reason,
    if(events.user_reason != '', events.blocking_user, events.match_id) AS waits_for,
    events.home_user_id AS home_user_id,
    events.away_user_id AS away_user_id
FROM run_judged_match_events AS events
LEFT JOIN run_match_starts AS starts ON starts.match_id = events.match_id
LEFT JOIN run_match_ends AS ends ON ends.match_id = events.match_id
