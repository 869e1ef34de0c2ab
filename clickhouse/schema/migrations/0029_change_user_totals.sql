-- What the run that is under way will add to user_totals. Publishing moves its
-- parts there in one step; between runs it is empty.
CREATE TABLE IF NOT EXISTS change_user_totals AS user_totals
