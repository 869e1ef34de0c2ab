-- The tables that both ClickHouse peers fill.

CREATE TABLE timezones ENGINE = Memory AS
SELECT country, timezone
FROM file({timezones:String}, JSONEachRow, 'country String, timezone String');

-- position decides which of two events with one id came first.
CREATE TABLE events
(
    event_id UInt64 CODEC(Delta, LZ4),
    event_type LowCardinality(String),
    event_timestamp UInt32 CODEC(Delta, LZ4),
    user_id UUID,
    type LowCardinality(String),
    country LowCardinality(String),
    device_os LowCardinality(String),
    match_id UUID,
    home_user_id UUID,
    away_user_id UUID,
    home_goals_scored Nullable(UInt8),
    away_goals_scored Nullable(UInt8),
    position UInt64 CODEC(Delta, LZ4)
)
ENGINE = MergeTree
ORDER BY tuple();
