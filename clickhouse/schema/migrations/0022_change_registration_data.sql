-- What the run that is under way will add to registration_data. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_registration_data AS registration_data
