-- One row a user with all that is asked of a user without a date: the
-- registration that counts, all-time totals, the last session day. Answering
-- reads this table alone; questions about the whole game read it too.
-- A registration only ever moves to an earlier (time, event_id), so the least
-- one is exact in whatever order rows merge; none has an id that no event has.
-- A last session day is exact until a late ping joins two sessions and so
-- takes back the later one: retracted_days counts where that may have left a
-- day without sessions, and session_data answers instead.
-- run_id keeps the row of a user whose sums are all zero.
-- ORDER BY user_id: merges the rows of a user. A question reads one granule of
-- each part for each of its users, so granules are small, their columns lie
-- together (64 users: 7.0 ms, and 10.7 ms from wide parts of 1024 rows), and
-- parts are merged sooner than usual (3 parts: 9.7 ms; 8 parts: 14.8 ms).
CREATE TABLE IF NOT EXISTS user_totals
(
    user_id UUID,
    registration SimpleAggregateFunction(min, Tuple(registered_at DateTime('UTC'), event_id UInt64, country String, registration_date_local_timezone DateTime64(0, 'UTC')))
        DEFAULT (toDateTime(4294967295, 'UTC'), 18446744073709551615, '', toDateTime64(0, 0, 'UTC')) COMMENT 'none: the greatest event_id',
    session_count Int64,
    time_spent_in_game Int64 COMMENT 'seconds',
    last_session_date SimpleAggregateFunction(max, Date) COMMENT 'exact where retracted_days is 0 and session_count is not',
    retracted_days Int64 COMMENT 'how often a run left fewer sessions on a day',
    match_count Int64,
    total_duration Int64 COMMENT 'seconds',
    total_points_home Int64,
    total_points_away Int64,
    run_id SimpleAggregateFunction(max, UInt32) COMMENT 'the last run that wrote to the row'
)
ENGINE = {replicated}SummingMergeTree
ORDER BY user_id
SETTINGS index_granularity = 256, min_bytes_for_wide_part = 1000000000000, merge_selector_base = 2
