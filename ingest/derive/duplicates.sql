-- duplicate_event: an id that an earlier run has seen, or that came earlier
-- in this one. The workers' list of repeated ids may name too many.
INSERT INTO run_duplicates
WITH suspects AS
    (
        SELECT event_id, position FROM stage_registrations
        WHERE event_id IN (SELECT event_id FROM stage_repeated_ids) OR event_id IN (SELECT event_id FROM run_known_ids)
        UNION ALL
        SELECT event_id, position FROM stage_session_pings
        WHERE event_id IN (SELECT event_id FROM stage_repeated_ids) OR event_id IN (SELECT event_id FROM run_known_ids)
        UNION ALL
        SELECT event_id, position FROM stage_match_events
        WHERE event_id IN (SELECT event_id FROM stage_repeated_ids) OR event_id IN (SELECT event_id FROM run_known_ids)
    )
SELECT event_id, position
FROM
(
    SELECT
        event_id,
        position,
        row_number() OVER (PARTITION BY event_id ORDER BY position) AS appearance,
        event_id IN (SELECT event_id FROM run_known_ids) AS known
    FROM suspects
)
WHERE known OR appearance > 1
