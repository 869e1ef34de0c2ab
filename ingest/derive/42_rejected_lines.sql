-- The lines of this run that other events reject.
CREATE TEMPORARY TABLE run_rejected_lines AS
SELECT position, reason FROM run_held
UNION ALL
SELECT position, 'duplicate_event' AS reason FROM run_duplicates
