-- Every line that does not count now, with the reason, its place and
-- its text. Signed, like held_events: read it with FINAL, or sum(sign).
-- ORDER BY the place of the line: runs and files are read as wholes.
CREATE TABLE IF NOT EXISTS rejected_events
(
    source_run_id UInt32 COMMENT 'the run whose file holds the line',
    file_number UInt32 COMMENT 'place of the file in that run''s files, from 1',
    line UInt64 COMMENT 'from 1; in a *.json file the number of the element',
    reason LowCardinality(String),
    file LowCardinality(String),
    byte_offset UInt64 COMMENT 'of the line in the (decompressed) file; 0 in a *.json file',
    raw String COMMENT 'the bytes of the line, clipped at 64 KiB' CODEC(ZSTD),
    raw_bytes UInt64 COMMENT 'the full length of the line',
    clipped Bool DEFAULT length(raw) < raw_bytes,
    run_id UInt32 COMMENT 'the run that rejected it',
    sign Int8
)
ENGINE = {replicated}CollapsingMergeTree(sign)
ORDER BY (source_run_id, file_number, line, reason)
SETTINGS index_granularity = 8192
