-- The events of this run that do not count yet, with the place of each.
INSERT INTO change_held_events
    (waits_for, event_id, reason, event_type, event_timestamp, match_id, source_run_id, file_number, line, byte_offset, run_id, sign)
SETTINGS optimize_on_insert = 0
SELECT
    held.waits_for,
    held.event_id,
    held.reason,
    held.event_type,
    held.event_timestamp,
    held.match_id,
    {run_id:UInt32},
    shards.file_number,
    shards.first_line + lines.line,
    if(shards.has_offsets, shards.input_offset + bitAnd(held.position, 0xFFFFFFFF), 0),
    {run_id:UInt32},
    1
FROM run_held AS held
INNER JOIN
(
    SELECT position, line FROM stage_session_pings WHERE position IN (SELECT position FROM run_held)
    UNION ALL
    SELECT position, line FROM stage_registrations WHERE position IN (SELECT position FROM run_held)
    UNION ALL
    SELECT position, line FROM stage_match_events WHERE position IN (SELECT position FROM run_held)
) AS lines ON lines.position = held.position
INNER JOIN run_shards AS shards ON shards.shard = toUInt32(bitShiftRight(held.position, 32))
