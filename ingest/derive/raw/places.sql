-- Where the registrations and match events of this run stand in their files.
INSERT INTO run_places
SELECT
    places.position AS position,
    shards.file_number AS file_number,
    shards.first_line + places.line AS line,
    if(shards.has_offsets, shards.input_offset + bitAnd(places.position, 0xFFFFFFFF), 0) AS byte_offset
FROM
(
    SELECT position, line FROM stage_registrations
    UNION ALL
    SELECT position, line FROM stage_match_events
) AS places
INNER JOIN run_shards AS shards ON shards.shard = toUInt32(bitShiftRight(places.position, 32))
