-- What event_ids should hold: each id of the raw events, once. The greater
-- ids are those of registrations that stand in for erased players.
SELECT event_id, min(source_run_id) AS run_id
FROM
(
    SELECT event_id, run_id AS source_run_id FROM {registrations:Identifier}
    UNION ALL
    SELECT event_id, run_id FROM {session_pings:Identifier}
    UNION ALL
    SELECT event_id, run_id FROM {match_events:Identifier}
)
WHERE cityHash64(event_id) % {slices:UInt32} = {slice:UInt32} AND event_id < 9007199254740992
GROUP BY event_id
