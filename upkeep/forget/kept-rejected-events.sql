-- rejected_events without the lines of runs from before the horizon, but for
-- those of events that are still held. A line of a later run stays, also
-- if its ping is removed: it no longer counts.
INSERT INTO rebuilt_signed_rejected_events
    (source_run_id, file_number, line, reason, detail, file, byte_offset, raw, raw_bytes, run_id, sign)
WITH (source_run_id, file_number, line) IN (SELECT source_run_id, file_number, line FROM forgotten_held_pings) AS is_forgotten
SELECT
    source_run_id,
    file_number,
    line,
    if(is_forgotten, 'outside_retention', reason::String) AS reason_now,
    if(is_forgotten, concat('event_timestamp is ', toString(toUInt32(gone.event_timestamp)), ' (', toString(gone.event_timestamp), ' UTC): raw events of this time are forgotten'), detail),
    file,
    byte_offset,
    raw,
    raw_bytes,
    if(is_forgotten, {run_id:UInt32}, run_id),
    1
FROM signed_rejected_events AS lines FINAL
LEFT JOIN forgotten_held_pings AS gone
    ON gone.source_run_id = lines.source_run_id AND gone.file_number = lines.file_number AND gone.line = lines.line
WHERE source_run_id NOT IN (SELECT run_id FROM ledger WHERE started_at < toDateTime({horizon:UInt32}, 'UTC'))
    OR NOT is_forgotten AND reason IN ('duplicate_registration', 'unregistered_user', 'before_registration', 'match_conflict', 'match_unpaired')
