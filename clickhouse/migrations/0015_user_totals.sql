-- All-time totals by user, for questions about the whole game: they read a
-- row a user instead of a row a user and day.
-- ORDER BY user_id: merges the rows of a user.
CREATE TABLE IF NOT EXISTS user_totals
(
    user_id UUID,
    session_count Int64,
    time_spent_in_game Int64 COMMENT 'seconds',
    match_count Int64,
    total_duration Int64 COMMENT 'seconds',
    total_points_home Int64,
    total_points_away Int64,
    run_id SimpleAggregateFunction(max, UInt32) COMMENT 'the last run that wrote to the row'
)
ENGINE = SummingMergeTree
ORDER BY user_id
SETTINGS index_granularity = 1024
