-- What the run that is under way will add to event_ids. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_event_ids AS event_ids
