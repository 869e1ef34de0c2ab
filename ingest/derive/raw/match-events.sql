-- The raw match events that this run adds.
INSERT INTO change_match_events
    (match_id, event_timestamp, event_id, home_user_id, away_user_id, home_goals_scored, away_goals_scored, file_number, line, byte_offset, run_id)
SELECT
    match_id,
    event_timestamp,
    event_id,
    home_user_id,
    away_user_id,
    home_goals_scored,
    away_goals_scored,
    shards.file_number,
    shards.first_line + line,
    if(shards.has_offsets, shards.input_offset + bitAnd(position, 0xFFFFFFFF), 0),
    {run_id:UInt32}
FROM run_match_events
INNER JOIN run_shards AS shards ON shards.shard = toUInt32(bitShiftRight(position, 32))
