-- Raw events: every session ping that passed the single-event rules, whether
-- it counts or is held.
-- ORDER BY event_timestamp: files are nearly in this order, so inserting
-- hardly sorts, and questions about a time read only that time.
CREATE TABLE IF NOT EXISTS session_pings
(
    event_timestamp DateTime('UTC') CODEC(Delta, LZ4),
    event_id UInt64 CODEC(Delta, LZ4),
    user_id UUID,
    type Enum8('' = 0, 'session_start' = 1, 'session_end' = 2) COMMENT 'as sent; nothing is computed from it',
    run_id UInt32
)
ENGINE = {replicated}MergeTree
ORDER BY event_timestamp
SETTINGS index_granularity = 8192
