-- The players with matches by points, of all time, of all countries ('')
-- and of each; and of each day, of all countries. Signed.
-- ORDER BY points, the most first, then by id as text: a page is read from
-- its place on. All columns are in the key, so that rows only cancel what
-- equals them.
CREATE TABLE IF NOT EXISTS signed_leaderboard
(
    period Enum8('all' = 0, 'day' = 1),
    date Date COMMENT '1970-01-01 of all time',
    country LowCardinality(String),
    points Int32,
    user_id UUID,
    player_country LowCardinality(String) COMMENT 'that of the player, in the leaderboard of all countries too; empty in that of a day',
    points_home Int32,
    points_away Int32,
    matches Int32,
    sign Int8
)
ENGINE = {replicated}CollapsingMergeTree(sign)
PRIMARY KEY (period, date, country, -points, UUIDToNum(user_id))
ORDER BY (period, date, country, -points, UUIDToNum(user_id), player_country, points_home, points_away, matches)
SETTINGS index_granularity = 1024
