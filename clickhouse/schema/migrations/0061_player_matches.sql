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
ENGINE = {replicated}CollapsingMergeTree(sign)
PRIMARY KEY (user_id, match_start)
ORDER BY (user_id, match_start, match_id, match_end, is_home, opponent, goals_scored, goals_conceded)
SETTINGS index_granularity = 128, min_bytes_for_wide_part = 1000000000000, merge_selector_base = 2
