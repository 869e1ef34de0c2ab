-- The signed sessions once more, for questions about a player.
-- ORDER BY user_id: the sessions of a player lie together.
CREATE TABLE IF NOT EXISTS signed_player_sessions
(
    user_id UUID,
    session_start DateTime('UTC'),
    session_end DateTime('UTC'),
    sign Int8
)
ENGINE = {replicated}CollapsingMergeTree(sign)
ORDER BY (user_id, session_start, session_end)
SETTINGS index_granularity = 128, min_bytes_for_wide_part = 1000000000000, merge_selector_base = 2
