-- The ids of this run that an earlier run has seen. Ids mostly grow, so only
-- the staged ids up to the largest one seen are looked up.
INSERT INTO run_known_ids
SELECT event_id
FROM event_ids
WHERE event_id >= (SELECT min(event_id) FROM run_old_ids) AND event_id IN (SELECT event_id FROM run_old_ids)
