-- How many held match events begin to count, since an event of the erased user
-- blocked them.
SELECT count() AS count
FROM
(
    SELECT event_id FROM signed_held_events WHERE event_type = 'match' GROUP BY event_id HAVING sum(sign) > 0
)
WHERE event_id IN (SELECT event_id FROM rebuilt_match_events)
    AND event_id NOT IN (SELECT event_id FROM rebuilt_signed_held_events)
