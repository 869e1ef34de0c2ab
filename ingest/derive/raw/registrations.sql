-- The raw registrations that this run adds.
INSERT INTO change_registrations
    (user_id, event_timestamp, event_id, country, device_os, registration_date_local_timezone, file_number, line, byte_offset, run_id)
SELECT
    user_id,
    event_timestamp,
    event_id,
    country,
    device_os,
    registration_date_local_timezone,
    shards.file_number,
    shards.first_line + line,
    if(shards.has_offsets, shards.input_offset + bitAnd(position, 0xFFFFFFFF), 0),
    {run_id:UInt32}
FROM run_registrations
INNER JOIN run_shards AS shards ON shards.shard = toUInt32(bitShiftRight(position, 32))
