-- On each shard.
CREATE DATABASE IF NOT EXISTS `game_shard` COMMENT 'shard 1 of 2';

CREATE VIEW IF NOT EXISTS game_shard.shard_note AS SELECT 'shard 1 of 2' AS note;

-- Every event id that has passed the single-event rules: what makes an event
-- a duplicate_event for ever.
-- ORDER BY event_id: ids come nearly in order, so a run looks only at the
-- end of the table, and DoubleDelta stores 40 million dense ids in half a
-- megabyte.
CREATE TABLE IF NOT EXISTS event_ids
(
    event_id UInt64 CODEC(DoubleDelta, LZ4),
    run_id UInt32
)
ENGINE = MergeTree
ORDER BY event_id
SETTINGS index_granularity = 8192;

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
ENGINE = MergeTree
ORDER BY (user_id, event_timestamp, event_id)
SETTINGS index_granularity = 1024;

-- Raw events: every session ping that passed the single-event rules, whether
-- it counts or is held.
-- ORDER BY event_timestamp: files are nearly in this order, so inserting
-- hardly sorts, and questions about a time read only that time.
CREATE TABLE IF NOT EXISTS session_pings
(
    event_timestamp DateTime('UTC') CODEC(Delta, LZ4),
    event_id UInt64 CODEC(Delta, LZ4),
    user_id UUID,
    type Enum8('' = 0, 'session_start' = 1, 'session_end' = 2) COMMENT 'as sent; nothing is computed from it',
    run_id UInt32
)
ENGINE = MergeTree
ORDER BY event_timestamp
SETTINGS index_granularity = 8192;

-- Raw events: every match start and end that passed the single-event rules,
-- whether it counts or is held. A start has NULL goals.
-- ORDER BY match_id: a match is recomputed from its own few events.
CREATE TABLE IF NOT EXISTS match_events
(
    match_id UUID,
    event_timestamp DateTime('UTC'),
    event_id UInt64,
    home_user_id UUID,
    away_user_id UUID,
    home_goals_scored Nullable(UInt8),
    away_goals_scored Nullable(UInt8),
    file_number UInt32,
    line UInt64,
    byte_offset UInt64,
    run_id UInt32
)
ENGINE = MergeTree
ORDER BY (match_id, event_timestamp, event_id)
SETTINGS index_granularity = 1024;

-- Raw events that do not count yet, with the reason and what they wait for:
-- raw events less held events are the accepted ones. Signed: an event that
-- comes to count, or whose reason changes, gets a row with sign -1.
-- ORDER BY waits_for: a run asks for what waits for its users and matches.
CREATE TABLE IF NOT EXISTS signed_held_events
(
    waits_for UUID COMMENT 'the user whose registration it lacks, or its match',
    event_id UInt64,
    reason LowCardinality(String),
    event_type LowCardinality(String),
    event_timestamp DateTime('UTC'),
    match_id UUID COMMENT 'zero, except for a match event',
    source_run_id UInt32 COMMENT 'the run that brought the event',
    file_number UInt32,
    line UInt64,
    byte_offset UInt64,
    run_id UInt32 COMMENT 'the run that wrote this row',
    sign Int8
)
ENGINE = CollapsingMergeTree(sign)
ORDER BY (waits_for, event_id, reason)
SETTINGS index_granularity = 1024;

-- Every line that does not count now, with the reason, its place and
-- its text. Signed, like held_events: read it with FINAL, or sum(sign).
-- ORDER BY the place of the line: runs and files are read as wholes.
CREATE TABLE IF NOT EXISTS signed_rejected_events
(
    source_run_id UInt32 COMMENT 'the run whose file holds the line',
    file_number UInt32 COMMENT 'place of the file in that run''s files, from 1',
    line UInt64 COMMENT 'from 1; in a *.json file the number of the element',
    reason LowCardinality(String),
    file LowCardinality(String),
    byte_offset UInt64 COMMENT 'of the line in the (decompressed) file; 0 in a *.json file',
    raw String COMMENT 'the bytes of the line, clipped at 64 KiB' CODEC(ZSTD),
    raw_bytes UInt64 COMMENT 'the full length of the line',
    clipped Bool DEFAULT length(raw) < raw_bytes,
    run_id UInt32 COMMENT 'the run that rejected it',
    sign Int8
)
ENGINE = CollapsingMergeTree(sign)
ORDER BY (source_run_id, file_number, line, reason)
SETTINGS index_granularity = 8192;

-- The registration that counts, one row a user. Signed: an earlier
-- registration that comes late takes the place of the one before.
-- ORDER BY user_id: looked up by user.
CREATE TABLE IF NOT EXISTS signed_registration_data
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
ENGINE = CollapsingMergeTree(sign)
ORDER BY (user_id, registered_at, event_id)
SETTINGS index_granularity = 1024;

-- Facts: the sessions of each user. Signed: a session that a late ping
-- changes gets a row -1 as it was and a row +1 as it is.
-- ORDER BY date first: a run reads the sessions near its own pings, however
-- long the history is.
CREATE TABLE IF NOT EXISTS signed_sessions
(
    date Date COMMENT 'UTC day of the first ping',
    user_id UUID,
    session_start DateTime('UTC'),
    session_end DateTime('UTC'),
    run_id UInt32,
    sign Int8,
    INDEX session_end_range session_end TYPE minmax GRANULARITY 1
)
ENGINE = CollapsingMergeTree(sign)
ORDER BY (date, user_id, session_start, session_end)
SETTINGS index_granularity = 1024;

-- Facts: the matches that were played to the end. Signed, like sessions.
-- ORDER BY match_id: a match is recomputed by its id.
CREATE TABLE IF NOT EXISTS signed_matches
(
    match_id UUID,
    start_event_id UInt64,
    end_event_id UInt64,
    date Date COMMENT 'UTC day of the start',
    match_start DateTime('UTC'),
    match_end DateTime('UTC'),
    home_user_id UUID,
    away_user_id UUID,
    home_goals_scored UInt8,
    away_goals_scored UInt8,
    run_id UInt32,
    sign Int8
)
ENGINE = CollapsingMergeTree(sign)
ORDER BY (match_id, start_event_id, end_event_id)
SETTINGS index_granularity = 1024;

-- Daily aggregate: sessions and time in game by user and UTC day. Sum it:
-- rows of one key are merged in the background.
-- ORDER BY user first: one user's days lie together.
CREATE TABLE IF NOT EXISTS summed_session_data
(
    user_id UUID,
    date Date,
    session_count Int64,
    time_spent_in_game Int64 COMMENT 'seconds',
    run_id SimpleAggregateFunction(max, UInt32) COMMENT 'the last run that wrote to the row'
)
ENGINE = SummingMergeTree
ORDER BY (user_id, date)
SETTINGS index_granularity = 1024;

-- Daily aggregate: seconds in matches and points by user and UTC day of the
-- match's start. A win is 3 points, a draw 1.
-- ORDER BY user first: one user's days lie together.
CREATE TABLE IF NOT EXISTS summed_match_data
(
    user_id UUID,
    date Date,
    total_duration Int64 COMMENT 'seconds',
    total_points_home Int64,
    total_points_away Int64,
    run_id SimpleAggregateFunction(max, UInt32) COMMENT 'the last run that wrote to the row'
)
ENGINE = SummingMergeTree
ORDER BY (user_id, date)
SETTINGS index_granularity = 1024;

-- What the run that is under way will add to event_ids. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_event_ids AS event_ids;

-- What the run that is under way will add to registrations. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_registrations AS registrations;

-- What the run that is under way will add to session_pings. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_session_pings AS session_pings;

-- What the run that is under way will add to match_events. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_match_events AS match_events;

-- What the run that is under way will add to held_events. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_held_events AS signed_held_events;

-- What the run that is under way will add to rejected_events. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_rejected_events AS signed_rejected_events;

-- What the run that is under way will add to registration_data. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_registration_data AS signed_registration_data;

-- What the run that is under way will add to sessions. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_sessions AS signed_sessions;

-- What the run that is under way will add to matches. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_matches AS signed_matches;

-- What the run that is under way will add to session_data. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_session_data AS summed_session_data;

-- What the run that is under way will add to match_data. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_match_data AS summed_match_data;

-- The sums over the signed sessions of a run, by user and day.
CREATE MATERIALIZED VIEW IF NOT EXISTS session_data_view TO change_session_data AS
SELECT
    user_id,
    date,
    sum(sign) AS session_count,
    sum(sign * (toInt64(session_end) - toInt64(session_start))) AS time_spent_in_game,
    max(run_id) AS run_id
FROM change_sessions
GROUP BY user_id, date;

CREATE TABLE IF NOT EXISTS sent_change_match_data AS change_match_data
ENGINE = Distributed('main', 'game_shard', 'change_match_data', cityHash64(user_id));

-- The sums over the signed matches of a run, by player and day: the full
-- duration for both players, each with the points of their own side.
CREATE MATERIALIZED VIEW IF NOT EXISTS match_data_view TO sent_change_match_data AS
SELECT
    user_id,
    date,
    sum(sign * (toInt64(match_end) - toInt64(match_start))) AS total_duration,
    sum(sign * home_points) AS total_points_home,
    sum(sign * away_points) AS total_points_away,
    max(run_id) AS run_id
FROM change_matches
ARRAY JOIN
    [home_user_id, away_user_id] AS user_id,
    [multiIf(home_goals_scored > away_goals_scored, 3, home_goals_scored = away_goals_scored, 1, 0), 0] AS home_points,
    [0, multiIf(away_goals_scored > home_goals_scored, 3, away_goals_scored = home_goals_scored, 1, 0)] AS away_points
GROUP BY user_id, date;

-- One row a player with all that is asked of a player by id: the registration
-- that counts, and what each day has brought. Rows of one player add up: days
-- by date, a day without anything vanishes.
-- A registration only ever moves to an earlier (time, event_id), so the least
-- one is exact in whatever order rows merge; none has an id that no event has.
-- ORDER BY user_id: looked up by player. A look-up reads one granule of each
-- part for each of its players, so granules are small, their columns lie
-- together, and parts are merged sooner than usual. One column of arrays takes
-- less time to read than one column for each of them (64 players: 6.9 and 7.6 ms).
CREATE TABLE IF NOT EXISTS summed_players
(
    user_id UUID,
    registration SimpleAggregateFunction(min, Tuple(registered_at DateTime('UTC'), event_id UInt64, country String, registration_date_local_timezone DateTime64(0, 'UTC'), device String))
        DEFAULT (toDateTime(4294967295, 'UTC'), 18446744073709551615, '', toDateTime64(0, 0, 'UTC'), '') COMMENT 'none: the greatest event_id',
    days SimpleAggregateFunction(sumMap, Tuple(Array(Date), Array(Int64), Array(Int64), Array(Int64), Array(Int64), Array(Int64), Array(Int64)))
        COMMENT 'dates in order, and for each its sessions, seconds in game, matches, seconds in matches, points at home, points away'
)
ENGINE = SummingMergeTree
ORDER BY user_id
SETTINGS index_granularity = 64, min_bytes_for_wide_part = 1000000000000, merge_selector_base = 2;

-- The signed sessions once more, for questions about a player.
-- ORDER BY user_id: the sessions of a player lie together.
CREATE TABLE IF NOT EXISTS signed_player_sessions
(
    user_id UUID,
    session_start DateTime('UTC'),
    session_end DateTime('UTC'),
    sign Int8
)
ENGINE = CollapsingMergeTree(sign)
ORDER BY (user_id, session_start, session_end)
SETTINGS index_granularity = 128, min_bytes_for_wide_part = 1000000000000, merge_selector_base = 2;

-- The signed matches once more, for questions about a player: a row for each
-- of the two, from that player's side.
-- ORDER BY user_id: the matches of a player lie together. All columns are in the
-- key, so that rows only cancel what equals them.
CREATE TABLE IF NOT EXISTS signed_player_matches
(
    user_id UUID,
    match_start DateTime('UTC'),
    match_id UUID,
    match_end DateTime('UTC'),
    is_home Bool,
    opponent UUID,
    goals_scored UInt8,
    goals_conceded UInt8,
    sign Int8
)
ENGINE = CollapsingMergeTree(sign)
PRIMARY KEY (user_id, match_start)
ORDER BY (user_id, match_start, match_id, match_end, is_home, opponent, goals_scored, goals_conceded)
SETTINGS index_granularity = 128, min_bytes_for_wide_part = 1000000000000, merge_selector_base = 2;

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
ENGINE = SummingMergeTree(n)
ORDER BY (metric, country, device, date, bucket)
SETTINGS index_granularity = 1024;

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
ENGINE = CollapsingMergeTree(sign)
PRIMARY KEY (period, date, country, -points, UUIDToNum(user_id))
ORDER BY (period, date, country, -points, UUIDToNum(user_id), player_country, points_home, points_away, matches)
SETTINGS index_granularity = 1024;

-- What the run that is under way will add to summed_players. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_players AS summed_players;

-- What the run that is under way will add to signed_player_sessions. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_player_sessions AS signed_player_sessions;

-- What the run that is under way will add to signed_player_matches. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_player_matches AS signed_player_matches;

-- What the run that is under way will add to summed_day_counts. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_day_counts AS summed_day_counts;

-- What the run that is under way will add to signed_leaderboard. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_leaderboard AS signed_leaderboard;

-- The signed sessions of a run, by player.
CREATE MATERIALIZED VIEW IF NOT EXISTS player_sessions_view TO change_player_sessions AS
SELECT user_id, session_start, session_end, sign
FROM change_sessions;

CREATE TABLE IF NOT EXISTS sent_change_player_matches AS change_player_matches
ENGINE = Distributed('main', 'game_shard', 'change_player_matches', cityHash64(user_id));

-- The signed matches of a run, by player: from the side of each of the two.
CREATE MATERIALIZED VIEW IF NOT EXISTS player_matches_view TO sent_change_player_matches AS
SELECT
    user_id,
    match_start,
    match_id,
    match_end,
    is_home,
    if(is_home, away_user_id, home_user_id) AS opponent,
    if(is_home, home_goals_scored, away_goals_scored) AS goals_scored,
    if(is_home, away_goals_scored, home_goals_scored) AS goals_conceded,
    sign
FROM change_matches
ARRAY JOIN
    [home_user_id, away_user_id] AS user_id,
    [true, false] AS is_home;

CREATE TABLE IF NOT EXISTS sent_change_day_counts AS change_day_counts
ENGINE = Distributed('main', 'game_shard', 'change_day_counts', cityHash64(country, date));

-- How many players of all and of each country have how many points, from which
-- the rank of a player on any page of the leaderboard follows.
CREATE MATERIALIZED VIEW IF NOT EXISTS points_view TO sent_change_day_counts AS
SELECT 'points' AS metric, country, '' AS device, date, points AS bucket, sum(sign) AS n
FROM change_leaderboard
WHERE period = 'all'
GROUP BY country, date, points
HAVING n != 0;

-- Why each line was rejected, for a person. Adding a column writes no row anew;
-- lines that were rejected before have an empty one. Done again, it does nothing.
ALTER TABLE signed_rejected_events ADD COLUMN IF NOT EXISTS detail String COMMENT 'the field, its value, what was expected, and a hint; empty for lines of versions that did not note it' CODEC(ZSTD) AFTER reason;

-- The same column in the twin of signed_rejected_events: parts move between them.
-- Done again, it does nothing.
ALTER TABLE change_rejected_events ADD COLUMN IF NOT EXISTS detail String COMMENT 'the field, its value, what was expected, and a hint; empty for lines of versions that did not note it' CODEC(ZSTD) AFTER reason;

-- On the first shard.
CREATE DATABASE IF NOT EXISTS `game`;

CREATE TABLE IF NOT EXISTS game.shard_notes (note String)
ENGINE = Distributed('main', 'game_shard', 'shard_note');

-- The ledger: one row a run, whose newest state counts (FINAL). 'publishing' is the
-- point of no return: the next command that opens the database completes the run.
-- Readers see runs that are 'done'. 'reported' is a run whose command has printed its
-- result: one that is done and not reported is reported, not repeated, when the same
-- command is run again. The version of the data is the largest run_id that is not
-- 'publishing'.
-- ORDER BY run_id: read by number; a later state of a run replaces the row.
CREATE TABLE IF NOT EXISTS ledger
(
    run_id UInt32,
    state LowCardinality(String) COMMENT 'publishing, done or reported',
    request String COMMENT 'what tells the same command from another: a hash of options and input',
    started_at DateTime64(3, 'UTC'),
    changed_at DateTime64(3, 'UTC') COMMENT 'when the run came into this state',
    files Array(String) COMMENT 'as named in the command, in their order',
    lines UInt64,
    blank UInt64,
    accepted UInt64,
    rejected Map(LowCardinality(String), UInt64) COMMENT 'lines of this run by reason',
    admitted UInt64 COMMENT 'events of earlier runs that came to count in this one',
    seconds Float64,
    blocks Map(LowCardinality(String), Int64) COMMENT 'the newest block of each table before the run was published: newer ones are the run''s'
)
ENGINE = ReplacingMergeTree(changed_at)
ORDER BY run_id
SETTINGS index_granularity = 1024;

CREATE TABLE IF NOT EXISTS event_ids AS game_shard.event_ids
ENGINE = Distributed('main', 'game_shard', 'event_ids', rand());

CREATE TABLE IF NOT EXISTS registrations AS game_shard.registrations
ENGINE = Distributed('main', 'game_shard', 'registrations', cityHash64(user_id));

CREATE TABLE IF NOT EXISTS session_pings AS game_shard.session_pings
ENGINE = Distributed('main', 'game_shard', 'session_pings', cityHash64(user_id));

CREATE TABLE IF NOT EXISTS match_events AS game_shard.match_events
ENGINE = Distributed('main', 'game_shard', 'match_events', cityHash64(match_id));

CREATE TABLE IF NOT EXISTS signed_held_events AS game_shard.signed_held_events
ENGINE = Distributed('main', 'game_shard', 'signed_held_events', cityHash64(waits_for));

CREATE TABLE IF NOT EXISTS signed_rejected_events AS game_shard.signed_rejected_events
ENGINE = Distributed('main', 'game_shard', 'signed_rejected_events', cityHash64(source_run_id, file_number, line));

CREATE TABLE IF NOT EXISTS signed_registration_data AS game_shard.signed_registration_data
ENGINE = Distributed('main', 'game_shard', 'signed_registration_data', cityHash64(user_id));

CREATE TABLE IF NOT EXISTS signed_sessions AS game_shard.signed_sessions
ENGINE = Distributed('main', 'game_shard', 'signed_sessions', cityHash64(user_id));

CREATE TABLE IF NOT EXISTS signed_matches AS game_shard.signed_matches
ENGINE = Distributed('main', 'game_shard', 'signed_matches', cityHash64(match_id));

CREATE TABLE IF NOT EXISTS summed_session_data AS game_shard.summed_session_data
ENGINE = Distributed('main', 'game_shard', 'summed_session_data', cityHash64(user_id));

CREATE TABLE IF NOT EXISTS summed_match_data AS game_shard.summed_match_data
ENGINE = Distributed('main', 'game_shard', 'summed_match_data', cityHash64(user_id));

CREATE TABLE IF NOT EXISTS change_event_ids AS game_shard.change_event_ids
ENGINE = Distributed('main', 'game_shard', 'change_event_ids', rand());

CREATE TABLE IF NOT EXISTS change_registrations AS game_shard.change_registrations
ENGINE = Distributed('main', 'game_shard', 'change_registrations', cityHash64(user_id));

CREATE TABLE IF NOT EXISTS change_session_pings AS game_shard.change_session_pings
ENGINE = Distributed('main', 'game_shard', 'change_session_pings', cityHash64(user_id));

CREATE TABLE IF NOT EXISTS change_match_events AS game_shard.change_match_events
ENGINE = Distributed('main', 'game_shard', 'change_match_events', cityHash64(match_id));

CREATE TABLE IF NOT EXISTS change_held_events AS game_shard.change_held_events
ENGINE = Distributed('main', 'game_shard', 'change_held_events', cityHash64(waits_for));

CREATE TABLE IF NOT EXISTS change_rejected_events AS game_shard.change_rejected_events
ENGINE = Distributed('main', 'game_shard', 'change_rejected_events', cityHash64(source_run_id, file_number, line));

CREATE TABLE IF NOT EXISTS change_registration_data AS game_shard.change_registration_data
ENGINE = Distributed('main', 'game_shard', 'change_registration_data', cityHash64(user_id));

CREATE TABLE IF NOT EXISTS change_sessions AS game_shard.change_sessions
ENGINE = Distributed('main', 'game_shard', 'change_sessions', cityHash64(user_id));

CREATE TABLE IF NOT EXISTS change_matches AS game_shard.change_matches
ENGINE = Distributed('main', 'game_shard', 'change_matches', cityHash64(match_id));

CREATE TABLE IF NOT EXISTS change_session_data AS game_shard.change_session_data
ENGINE = Distributed('main', 'game_shard', 'change_session_data', cityHash64(user_id));

CREATE TABLE IF NOT EXISTS change_match_data AS game_shard.change_match_data
ENGINE = Distributed('main', 'game_shard', 'change_match_data', cityHash64(user_id));

-- Retention: the first UTC day whose raw events a run has kept when it forgot
-- older ones. That of the database is the greatest in the ledger, so it only
-- moves forward, and whatever brings the ledger along brings it too.
-- Adding a column writes no row anew; done again, it does nothing.
ALTER TABLE ledger ADD COLUMN IF NOT EXISTS horizon Date COMMENT 'the first UTC day of which a run that forgets has kept raw events; 1970-01-01 of any other run';

-- Damage: how many rows the raw tables have after a run. ClickHouse leaves out
-- a part that it cannot read when it starts, without an error: the rows are
-- then fewer than the last run in the ledger has noted. (A removed part leaves
-- no other trace at all.)
-- Adding a column writes no row anew; done again, it does nothing.
ALTER TABLE ledger ADD COLUMN IF NOT EXISTS raw_rows Map(String, UInt64) COMMENT 'rows of each raw table after the run; empty for runs of versions that did not note it';

-- Files that come again: what identifies the content of each file of a run, so that
-- a run recognizes a file whose events are all known, and does not look each of
-- them up.
-- Adding a column writes no row anew; done again, it does nothing.
ALTER TABLE ledger ADD COLUMN IF NOT EXISTS contents Map(String, UInt64) COMMENT 'how many events of each file passed the rules on one event, by a hash of its bytes and of the settings';

-- For analysts: the runs, each in its last state.
CREATE VIEW IF NOT EXISTS runs AS
SELECT run_id, state, request, started_at, changed_at, files, lines, blank, accepted, rejected, admitted, seconds, blocks, horizon, raw_rows
FROM ledger FINAL;

-- For analysts: the held events as they are now, merged or not.
CREATE VIEW IF NOT EXISTS held_events AS
SELECT waits_for, event_id, reason, event_type, event_timestamp, match_id, source_run_id, file_number, line, byte_offset, run_id
FROM signed_held_events FINAL;

-- For analysts: the rejected lines as they are now, merged or not.
CREATE VIEW IF NOT EXISTS rejected_events AS
SELECT source_run_id, file_number, line, reason, file, byte_offset, raw, raw_bytes, clipped, run_id
FROM signed_rejected_events FINAL;

-- For analysts: the sessions as they are now, merged or not.
CREATE VIEW IF NOT EXISTS sessions AS
SELECT date, user_id, session_start, session_end, run_id
FROM signed_sessions FINAL;

-- For analysts: the matches as they are now, merged or not.
CREATE VIEW IF NOT EXISTS matches AS
SELECT match_id, start_event_id, end_event_id, date, match_start, match_end, home_user_id, away_user_id, home_goals_scored, away_goals_scored, run_id
FROM signed_matches FINAL;

-- For analysts: the registrations that count now, merged or not.
CREATE VIEW IF NOT EXISTS registration_data AS
SELECT user_id, registered_at, event_id, country, registration_date_local_timezone, device, run_id
FROM signed_registration_data FINAL;

-- For analysts: a row for each user and day with a session, merged or not.
-- FINAL leaves out a row whose sums are zero in all columns that are read. A
-- row that is asked for has a session, and session_count is always read. (A
-- day that has lost its sessions keeps a row of zeros in the table.)
-- FINAL and not GROUP BY: 18 M rows in 7 parts take 6 s and not 25, and little
-- memory.
CREATE VIEW IF NOT EXISTS session_data AS
SELECT user_id, date, session_count, time_spent_in_game, run_id
FROM summed_session_data FINAL
WHERE session_count > 0;

-- For analysts: a row for each player and day with a match, merged or not. A
-- match lasts for a second at least, so total_duration is what session_count
-- is for session_data.
CREATE VIEW IF NOT EXISTS match_data AS
SELECT user_id, date, total_duration, total_points_home, total_points_away, run_id
FROM summed_match_data FINAL
WHERE total_duration > 0;

CREATE TABLE IF NOT EXISTS summed_players AS game_shard.summed_players
ENGINE = Distributed('main', 'game_shard', 'summed_players', cityHash64(user_id));

CREATE TABLE IF NOT EXISTS signed_player_sessions AS game_shard.signed_player_sessions
ENGINE = Distributed('main', 'game_shard', 'signed_player_sessions', cityHash64(user_id));

CREATE TABLE IF NOT EXISTS signed_player_matches AS game_shard.signed_player_matches
ENGINE = Distributed('main', 'game_shard', 'signed_player_matches', cityHash64(user_id));

CREATE TABLE IF NOT EXISTS summed_day_counts AS game_shard.summed_day_counts
ENGINE = Distributed('main', 'game_shard', 'summed_day_counts', cityHash64(country, date));

CREATE TABLE IF NOT EXISTS signed_leaderboard AS game_shard.signed_leaderboard
ENGINE = Distributed('main', 'game_shard', 'signed_leaderboard', cityHash64(user_id));

CREATE TABLE IF NOT EXISTS change_players AS game_shard.change_players
ENGINE = Distributed('main', 'game_shard', 'change_players', cityHash64(user_id));

CREATE TABLE IF NOT EXISTS change_player_sessions AS game_shard.change_player_sessions
ENGINE = Distributed('main', 'game_shard', 'change_player_sessions', cityHash64(user_id));

CREATE TABLE IF NOT EXISTS change_player_matches AS game_shard.change_player_matches
ENGINE = Distributed('main', 'game_shard', 'change_player_matches', cityHash64(user_id));

CREATE TABLE IF NOT EXISTS change_day_counts AS game_shard.change_day_counts
ENGINE = Distributed('main', 'game_shard', 'change_day_counts', cityHash64(country, date));

CREATE TABLE IF NOT EXISTS change_leaderboard AS game_shard.change_leaderboard
ENGINE = Distributed('main', 'game_shard', 'change_leaderboard', cityHash64(user_id));

-- The session gap, in seconds: each run notes the one by which it has computed
-- sessions, and the newest run decides. So a repair with another gap changes it at
-- the point of no return, and backups bring it along. The default is the gap of a
-- database without runs: the one with which it was created, and 60 in older ones.
-- Adding a column writes no row anew; done again, it does nothing.
ALTER TABLE ledger ADD COLUMN IF NOT EXISTS session_gap UInt32 DEFAULT 60 COMMENT 'pings further apart are of different sessions, in seconds';

-- Why each line was rejected, for a person. Adding a column writes no row anew;
-- lines that were rejected before have an empty one. Done again, it does nothing.
ALTER TABLE signed_rejected_events ADD COLUMN IF NOT EXISTS detail String COMMENT 'the field, its value, what was expected, and a hint; empty for lines of versions that did not note it' CODEC(ZSTD) AFTER reason;

-- The same column in the twin of signed_rejected_events: parts move between them.
-- Done again, it does nothing.
ALTER TABLE change_rejected_events ADD COLUMN IF NOT EXISTS detail String COMMENT 'the field, its value, what was expected, and a hint; empty for lines of versions that did not note it' CODEC(ZSTD) AFTER reason;

-- For analysts: the rejected lines as they are now, merged or not, with the detail.
-- Done again, it makes the same view.
CREATE OR REPLACE VIEW rejected_events AS
SELECT source_run_id, file_number, line, reason, detail, file, byte_offset, raw, raw_bytes, clipped, run_id
FROM signed_rejected_events FINAL;
