-- What the run that is under way will add to match_data_by_date. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_match_data_by_date AS match_data_by_date
