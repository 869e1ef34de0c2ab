-- What the run that is under way will add to held_events. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_held_events AS held_events
