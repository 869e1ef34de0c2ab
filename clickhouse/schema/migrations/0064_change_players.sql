-- What the run that is under way will add to summed_players. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_players AS summed_players
