-- match_data in the other order, for questions about a day.
-- ORDER BY date first: one day's users lie together.
CREATE TABLE IF NOT EXISTS match_data_by_date
(
    date Date,
    user_id UUID,
    total_duration Int64 COMMENT 'seconds',
    total_points_home Int64,
    total_points_away Int64,
    run_id SimpleAggregateFunction(max, UInt32) COMMENT 'the last run that wrote to the row'
)
ENGINE = {replicated}SummingMergeTree
ORDER BY (date, user_id)
SETTINGS index_granularity = 1024
