-- What the run that is under way will add to session_data. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_session_data AS session_data
