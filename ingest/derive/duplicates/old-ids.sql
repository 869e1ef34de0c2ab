-- The ids of this run that are no larger than the largest one ever seen.
INSERT INTO run_old_ids
WITH (SELECT max(event_id) FROM event_ids) AS high_water
SELECT event_id FROM stage_registrations WHERE event_id <= high_water
UNION ALL
SELECT event_id FROM stage_session_pings WHERE event_id <= high_water
UNION ALL
SELECT event_id FROM stage_match_events WHERE event_id <= high_water
