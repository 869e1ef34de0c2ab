-- What the run that is under way will add to rejected_events. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_rejected_events AS rejected_events
