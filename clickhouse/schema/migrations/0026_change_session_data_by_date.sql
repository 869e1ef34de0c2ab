-- What the run that is under way will add to session_data_by_date. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_session_data_by_date AS session_data_by_date
