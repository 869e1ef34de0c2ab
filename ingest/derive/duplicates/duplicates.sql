-- duplicate_event: an id that an earlier run has seen, or that came earlier
-- in this one. The workers' list of repeated ids may have more. A ping that
-- is rejected for its age does not use up its id.
INSERT INTO run_duplicates
WITH suspects AS
    (
        SELECT event_id, position, false AS is_late FROM stage_registrations
        WHERE event_id IN (SELECT event_id FROM stage_repeated_ids) OR event_id IN (SELECT event_id FROM run_known_ids)
        UNION ALL
        SELECT event_id, position, event_timestamp < toDateTime(toDate({horizon:UInt16}), 'UTC') FROM stage_session_pings
        WHERE event_id IN (SELECT event_id FROM stage_repeated_ids) OR event_id IN (SELECT event_id FROM run_known_ids)
        UNION ALL
        SELECT event_id, position, false FROM stage_match_events
        WHERE event_id IN (SELECT event_id FROM stage_repeated_ids) OR event_id IN (SELECT event_id FROM run_known_ids)
    )
SELECT event_id, position
FROM
(
    SELECT
        event_id,
        position,
        countIf(NOT is_late) OVER (PARTITION BY event_id ORDER BY position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earlier,
        event_id IN (SELECT event_id FROM run_known_ids) AS known
    FROM suspects
)
WHERE known OR earlier > 0
