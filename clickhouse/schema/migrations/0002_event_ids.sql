-- Every event id that has passed the single-event rules: what makes an event
-- a duplicate_event for ever.
-- ORDER BY event_id: ids come nearly in order, so a run looks only at the
-- end of the table, and DoubleDelta stores 40 million dense ids in half a
-- megabyte.
CREATE TABLE IF NOT EXISTS event_ids
(
    event_id UInt64 CODEC(DoubleDelta, LZ4),
    run_id UInt32
)
ENGINE = {replicated}MergeTree
ORDER BY event_id
SETTINGS index_granularity = 8192
