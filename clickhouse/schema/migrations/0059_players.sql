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
ENGINE = {replicated}SummingMergeTree
ORDER BY user_id
SETTINGS index_granularity = 64, min_bytes_for_wide_part = 1000000000000, merge_selector_base = 2
