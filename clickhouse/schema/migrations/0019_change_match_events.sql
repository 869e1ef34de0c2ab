-- What the run that is under way will add to match_events. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_match_events AS match_events
