-- The lines of this run that other events reject.
INSERT INTO run_rejected_lines
SELECT position, reason FROM run_held
UNION ALL
SELECT position, 'duplicate_event' AS reason FROM run_duplicates
