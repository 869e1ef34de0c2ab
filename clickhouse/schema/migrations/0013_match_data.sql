-- Daily aggregate: seconds in matches and points by user and UTC day of the
-- match's start. A win is 3 points, a draw 1.
-- ORDER BY user first: one user's days lie together.
CREATE TABLE IF NOT EXISTS match_data
(
    user_id UUID,
    date Date,
    total_duration Int64 COMMENT 'seconds',
    total_points_home Int64,
    total_points_away Int64,
    run_id SimpleAggregateFunction(max, UInt32) COMMENT 'the last run that wrote to the row'
)
ENGINE = {replicated}SummingMergeTree
ORDER BY (user_id, date)
SETTINGS index_granularity = 1024
