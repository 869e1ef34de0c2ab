-- Raw events that do not count yet, with the reason and what they wait for:
-- raw events less held events are the accepted ones. Signed: an event that
-- comes to count, or whose reason changes, gets a row with sign -1.
-- ORDER BY waits_for: a run asks for what waits for its users and matches.
CREATE TABLE IF NOT EXISTS held_events
(
    waits_for UUID COMMENT 'the user whose registration it lacks, or its match',
    event_id UInt64,
    reason LowCardinality(String),
    event_type LowCardinality(String),
    event_timestamp DateTime('UTC'),
    match_id UUID COMMENT 'zero, except for a match event',
    source_run_id UInt32 COMMENT 'the run that brought the event',
    file_number UInt32,
    line UInt64,
    byte_offset UInt64,
    run_id UInt32 COMMENT 'the run that wrote this row',
    sign Int8
)
ENGINE = {replicated}CollapsingMergeTree(sign)
ORDER BY (waits_for, event_id, reason)
SETTINGS index_granularity = 1024
