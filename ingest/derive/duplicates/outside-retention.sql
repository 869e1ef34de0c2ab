-- outside_retention: pings from before the horizon. Pings around them may be
-- forgotten, so their sessions cannot be computed.
INSERT INTO run_outside_retention
SELECT event_id, position
FROM stage_session_pings
WHERE event_timestamp < toDateTime(toDate({horizon:UInt16}), 'UTC')
    AND position NOT IN (SELECT position FROM run_duplicates)
