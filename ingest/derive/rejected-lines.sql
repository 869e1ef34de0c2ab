-- The lines of this run that the rules over several events reject.
INSERT INTO run_rejected_lines
SELECT position, reason FROM run_held
UNION ALL
SELECT position, 'duplicate_event' AS reason FROM run_duplicates
UNION ALL
SELECT position, 'outside_retention' AS reason FROM run_outside_retention
