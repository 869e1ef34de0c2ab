-- The rows of match_data in the other order. It hangs on their table, where
-- they have been summed up already.
CREATE MATERIALIZED VIEW IF NOT EXISTS match_data_by_date_view TO change_match_data_by_date AS
SELECT date, user_id, total_duration, total_points_home, total_points_away, run_id
FROM change_match_data
