-- The match events of this run, less duplicates.
INSERT INTO run_match_events
SELECT
    event_id,
    event_timestamp,
    match_id,
    home_user_id,
    away_user_id,
    home_goals_scored,
    away_goals_scored,
    position,
    line
FROM stage_match_events
WHERE position NOT IN (SELECT position FROM run_duplicates)
