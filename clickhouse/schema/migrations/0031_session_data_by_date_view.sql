-- The rows of session_data in the other order. It hangs on their table, where
-- they have been summed up already.
CREATE MATERIALIZED VIEW IF NOT EXISTS session_data_by_date_view TO change_session_data_by_date AS
SELECT date, user_id, session_count, time_spent_in_game, run_id
FROM change_session_data
