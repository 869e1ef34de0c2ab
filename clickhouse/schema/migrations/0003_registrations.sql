-- Raw events: every registration that passed the single-event rules, whether
-- it counts or is held. Facts can be recomputed from the raw tables alone.
-- ORDER BY user_id: asked for by user, when an earlier one displaces another.
CREATE TABLE IF NOT EXISTS registrations
(
    user_id UUID,
    event_timestamp DateTime('UTC'),
    event_id UInt64,
    country LowCardinality(String),
    device_os LowCardinality(String),
    registration_date_local_timezone DateTime64(0, 'UTC') COMMENT 'wall clock of the country''s zone',
    file_number UInt32 COMMENT 'place of the file in the run''s files, from 1',
    line UInt64,
    byte_offset UInt64,
    run_id UInt32
)
ENGINE = {replicated}MergeTree
ORDER BY (user_id, event_timestamp, event_id)
SETTINGS index_granularity = 1024
