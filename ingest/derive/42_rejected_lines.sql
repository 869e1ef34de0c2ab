-- The lines of this run that other events reject, with where they stand.
CREATE TEMPORARY TABLE run_rejected_lines AS
WITH rejected AS
    (
        SELECT position, reason FROM run_held
        UNION ALL
        SELECT position, 'duplicate_event' AS reason FROM run_duplicates
    )
SELECT rejected.position AS position, lines.line AS line, rejected.reason AS reason
FROM rejected
INNER JOIN
(
    SELECT position, line FROM stage_session_pings WHERE position IN (SELECT position FROM rejected)
    UNION ALL
    SELECT position, line FROM stage_registrations WHERE position IN (SELECT position FROM rejected)
    UNION ALL
    SELECT position, line FROM stage_match_events WHERE position IN (SELECT position FROM rejected)
) AS lines ON lines.position = rejected.position
