-- The signed sessions of a run, by player.
CREATE MATERIALIZED VIEW IF NOT EXISTS player_sessions_view TO change_player_sessions AS
SELECT user_id, session_start, session_end, sign
FROM change_sessions
