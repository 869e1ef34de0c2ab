-- For analysts: a row for each player and day with a match, merged or not. A
-- match lasts for a second at least, so total_duration is what session_count
-- is for session_data.
CREATE VIEW IF NOT EXISTS match_data AS
SELECT user_id, date, total_duration, total_points_home, total_points_away, run_id
FROM summed_match_data FINAL
WHERE total_duration > 0
