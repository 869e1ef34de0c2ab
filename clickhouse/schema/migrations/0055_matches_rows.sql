-- For analysts: the matches as they are now, merged or not.
CREATE VIEW IF NOT EXISTS matches AS
SELECT match_id, start_event_id, end_event_id, date, match_start, match_end, home_user_id, away_user_id, home_goals_scored, away_goals_scored, run_id
FROM signed_matches FINAL
