-- Ids that more than one raw event has.
SELECT event_id, count() OVER () AS count
FROM
(
    SELECT event_id FROM registrations
    UNION ALL
    SELECT event_id FROM session_pings
    UNION ALL
    SELECT event_id FROM match_events
)
WHERE cityHash64(event_id) % {slices:UInt32} = {slice:UInt32}
GROUP BY event_id
HAVING count() > 1
ORDER BY event_id
LIMIT {examples:UInt32}
