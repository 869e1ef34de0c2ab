-- What the run that is under way will add to session_pings. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_session_pings AS session_pings
