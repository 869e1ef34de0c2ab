-- What the run that is under way will add to signed_leaderboard. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_leaderboard AS signed_leaderboard
