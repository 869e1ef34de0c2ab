-- For analysts: a row for each user and day with a session, merged or not.
-- FINAL leaves out a row whose sums are zero in all columns that are read. A
-- row that is asked for has a session, and session_count is always read. (A
-- day that has lost its sessions keeps a row of zeros in the table.)
-- FINAL and not GROUP BY: 18 M rows in 7 parts take 6 s and not 25, and little
-- memory.
CREATE VIEW IF NOT EXISTS session_data AS
SELECT user_id, date, session_count, time_spent_in_game, run_id
FROM summed_session_data FINAL
WHERE session_count > 0
