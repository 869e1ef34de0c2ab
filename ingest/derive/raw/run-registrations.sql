-- The registrations of this run, less duplicates.
INSERT INTO run_registrations
SELECT *
FROM stage_registrations
WHERE position NOT IN (SELECT position FROM run_duplicates)
