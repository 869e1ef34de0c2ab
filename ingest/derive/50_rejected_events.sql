-- The rejected lines of this run: those that one line alone rejects, and
-- those that other events reject, whose text the workers have looked up.
INSERT INTO change_rejected_events
    (source_run_id, file_number, line, reason, file, byte_offset, raw, raw_bytes, run_id, sign)
SELECT
    {run_id:UInt32},
    shards.file_number,
    shards.first_line + rejected.line,
    rejected.reason,
    {files:Array(String)}[shards.file_number],
    if(shards.has_offsets, shards.input_offset + bitAnd(rejected.position, 0xFFFFFFFF), 0),
    rejected.raw,
    rejected.raw_bytes,
    {run_id:UInt32},
    1
FROM
(
    SELECT position, line, reason, raw, raw_bytes FROM stage_rejected
    UNION ALL
    SELECT texts.position, lines.line, lines.reason, texts.raw, texts.raw_bytes
    FROM stage_raw_lines AS texts
    INNER JOIN run_rejected_lines AS lines ON lines.position = texts.position
) AS rejected
INNER JOIN run_shards AS shards ON shards.shard = toUInt32(bitShiftRight(rejected.position, 32))
