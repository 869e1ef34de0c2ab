-- Daily aggregate: sessions and time in game by user and UTC day. Sum it:
-- rows of one key are merged in the background.
-- ORDER BY user first: one user's days lie together.
CREATE TABLE IF NOT EXISTS session_data
(
    user_id UUID,
    date Date,
    session_count Int64,
    time_spent_in_game Int64 COMMENT 'seconds',
    run_id SimpleAggregateFunction(max, UInt32) COMMENT 'the last run that wrote to the row'
)
ENGINE = {replicated}SummingMergeTree
ORDER BY (user_id, date)
SETTINGS index_granularity = 1024
