-- What the run that is under way will add to signed_player_matches. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_player_matches AS signed_player_matches
