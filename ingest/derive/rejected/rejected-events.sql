-- The rejected lines of this run, with the text that the workers kept. They have
-- explained what one line decides.
INSERT INTO change_rejected_events
    (source_run_id, file_number, line, reason, detail, file, byte_offset, raw, raw_bytes, run_id, sign)
SETTINGS optimize_on_insert = 0, max_insert_threads = 4
SELECT
    {run_id:UInt32},
    shards.file_number,
    shards.first_line + rejected.line,
    rejected.reason,
    if(rejected.detail = '', held.detail, rejected.detail),
    {files:Array(String)}[shards.file_number],
    if(shards.has_offsets, shards.input_offset + bitAnd(rejected.position, 0xFFFFFFFF), 0),
    rejected.raw,
    rejected.raw_bytes,
    {run_id:UInt32},
    1
FROM stage_rejected AS rejected
INNER JOIN run_shards AS shards ON shards.shard = toUInt32(bitShiftRight(rejected.position, 32))
LEFT JOIN (SELECT position, {held_detail} AS detail FROM run_held) AS held ON held.position = rejected.position
