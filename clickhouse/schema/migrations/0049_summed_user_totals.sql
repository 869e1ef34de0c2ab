-- Rows of one key of this table add up. Its name says so; the name without the
-- prefix is for a view of the sums. Its twin keeps its name.
-- Done again, it finds no table of the old name.
RENAME TABLE IF EXISTS user_totals TO summed_user_totals
