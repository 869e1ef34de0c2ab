-- The registration that counts, one row a user. Signed: an earlier
-- registration that comes late takes the place of the one before.
-- ORDER BY user_id: looked up by user.
CREATE TABLE IF NOT EXISTS registration_data
(
    user_id UUID,
    registered_at DateTime('UTC'),
    event_id UInt64,
    country LowCardinality(String),
    registration_date_local_timezone DateTime64(0, 'UTC') COMMENT 'wall clock of the country''s zone',
    device LowCardinality(String),
    run_id UInt32,
    sign Int8
)
ENGINE = {replicated}CollapsingMergeTree(sign)
ORDER BY (user_id, registered_at, event_id)
SETTINGS index_granularity = 1024
