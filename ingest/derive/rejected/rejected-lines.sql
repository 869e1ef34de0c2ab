-- The lines of this run that the rules over several events reject, but only
-- the first of its duplicates: there may be as many as events.
INSERT INTO run_rejected_lines
SELECT position, reason FROM run_held
UNION ALL
SELECT position, 'duplicate_event' AS reason
FROM (SELECT position FROM run_duplicates ORDER BY position LIMIT {most:UInt32})
UNION ALL
SELECT position, 'outside_retention' AS reason FROM run_outside_retention
