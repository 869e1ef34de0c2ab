-- What the charts of the game show: counts by day, for all players ('' and '')
-- and for those of a country, a device, or both. A chart reads rows by day,
-- never by player. Rows of one key add up; those that add up to zero vanish.
--   new_players      registrations that count
--   active_1         players with a session on the day,
--   active_7         in the 7 days that end with it,
--   active_30        and in the 30
--   first_session    players who had their first session on the day
--   sessions         sessions that began on the day
--   seconds          their time in game
--   session_length   sessions by length: bucket is the seconds
--   retention        players by the day of their registration, who had a session in
--                    the week that is so many weeks (bucket) after the week of that
--                    day, weeks beginning on Monday; all of them (bucket -1)
--   day_retention    players by the day of their registration, who had a session so
--                    many days (bucket, from 0 to 30) after it
--   active_days      players with a session on at least so many (bucket, from 1) of
--                    the 28 days that end with the day
--   hour_players     players with a session in the hour (bucket, from 0 to 23) of the
--                    UTC day
--   own_hour_players the same on the clocks of the players, each of which is as far
--                    from UTC as it was at the registration
--   minute_players   how many of all players (no country, no device) are in a session
--                    when the minute (bucket, from 0 to 1439) of the day begins, less
--                    how many were when the minute before it began; a day begins
--                    with none
--   match_seconds    the time in matches of players, in matches that began on the day
--   matches, home_wins, draws, away_wins
--                    matches that began on the day, one of whose players is of
--                    the country and the device
--   points           players by their points of all time (bucket); date is 1970-01-01
CREATE TABLE IF NOT EXISTS summed_day_counts
(
    metric LowCardinality(String),
    country LowCardinality(String) COMMENT 'of the player; empty: of all',
    device LowCardinality(String) COMMENT 'of the player; empty: of all',
    date Date,
    bucket Int32 COMMENT '0 where the metric has none',
    n Int64
)
ENGINE = {replicated}SummingMergeTree(n)
ORDER BY (metric, country, device, date, bucket)
SETTINGS index_granularity = 1024
