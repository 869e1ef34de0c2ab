-- Raw events: every match start and end that passed the single-event rules,
-- whether it counts or is held. A start has NULL goals.
-- ORDER BY match_id: a match is recomputed from its own few events.
CREATE TABLE IF NOT EXISTS match_events
(
    match_id UUID,
    event_timestamp DateTime('UTC'),
    event_id UInt64,
    home_user_id UUID,
    away_user_id UUID,
    home_goals_scored Nullable(UInt8),
    away_goals_scored Nullable(UInt8),
    file_number UInt32,
    line UInt64,
    byte_offset UInt64,
    run_id UInt32
)
ENGINE = {replicated}MergeTree
ORDER BY (match_id, event_timestamp, event_id)
SETTINGS index_granularity = 1024
