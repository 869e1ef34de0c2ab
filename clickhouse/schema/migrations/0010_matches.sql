-- Facts: the matches that were played to the end. Signed, like sessions.
-- ORDER BY match_id: a match is recomputed by its id.
CREATE TABLE IF NOT EXISTS matches
(
    match_id UUID,
    start_event_id UInt64,
    end_event_id UInt64,
    date Date COMMENT 'UTC day of the start',
    match_start DateTime('UTC'),
    match_end DateTime('UTC'),
    home_user_id UUID,
    away_user_id UUID,
    home_goals_scored UInt8,
    away_goals_scored UInt8,
    run_id UInt32,
    sign Int8
)
ENGINE = {replicated}CollapsingMergeTree(sign)
ORDER BY (match_id, start_event_id, end_event_id)
SETTINGS index_granularity = 1024
