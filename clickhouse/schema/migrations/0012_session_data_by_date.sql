-- session_data in the other order, for questions about a day.
-- ORDER BY date first: one day's users lie together.
CREATE TABLE IF NOT EXISTS session_data_by_date
(
    date Date,
    user_id UUID,
    session_count Int64,
    time_spent_in_game Int64 COMMENT 'seconds',
    run_id SimpleAggregateFunction(max, UInt32) COMMENT 'the last run that wrote to the row'
)
ENGINE = {replicated}SummingMergeTree
ORDER BY (date, user_id)
SETTINGS index_granularity = 1024
