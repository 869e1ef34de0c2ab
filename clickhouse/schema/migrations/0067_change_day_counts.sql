-- What the run that is under way will add to summed_day_counts. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_day_counts AS summed_day_counts
