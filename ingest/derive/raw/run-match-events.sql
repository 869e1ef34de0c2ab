-- The match events of this run, less duplicates.
INSERT INTO run_match_events
SELECT *
FROM stage_match_events
WHERE position NOT IN (SELECT position FROM run_duplicates)
