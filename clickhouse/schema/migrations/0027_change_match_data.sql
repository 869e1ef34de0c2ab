-- What the run that is under way will add to match_data. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_match_data AS match_data
