-- Which ids of this run has an earlier run seen? Ids mostly grow, so only
-- the staged ids up to the largest one seen are looked for.
CREATE TEMPORARY TABLE run_known_ids AS
WITH
    (SELECT max(event_id) FROM event_ids) AS high_water,
    old_enough AS
    (
        SELECT event_id FROM stage_registrations WHERE event_id <= high_water
        UNION ALL
        SELECT event_id FROM stage_session_pings WHERE event_id <= high_water
        UNION ALL
        SELECT event_id FROM stage_match_events WHERE event_id <= high_water
    )
SELECT event_id
FROM event_ids
WHERE event_id >= (SELECT min(event_id) FROM old_enough) AND event_id IN (SELECT event_id FROM old_enough)
