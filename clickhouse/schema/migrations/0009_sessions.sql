-- Facts: the sessions of each user. Signed: a session that a late ping
-- changes gets a row -1 as it was and a row +1 as it is.
-- ORDER BY date first: a run reads the sessions near its own pings, however
-- long the history is.
CREATE TABLE IF NOT EXISTS sessions
(
    date Date COMMENT 'UTC day of the first ping',
    user_id UUID,
    session_start DateTime('UTC'),
    session_end DateTime('UTC'),
    run_id UInt32,
    sign Int8,
    INDEX session_end_range session_end TYPE minmax GRANULARITY 1
)
ENGINE = {replicated}CollapsingMergeTree(sign)
ORDER BY (date, user_id, session_start, session_end)
SETTINGS index_granularity = 1024
