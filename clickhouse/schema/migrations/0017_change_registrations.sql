-- What the run that is under way will add to registrations. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_registrations AS registrations
