-- What the run that is under way will add to signed_player_sessions. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_player_sessions AS signed_player_sessions
