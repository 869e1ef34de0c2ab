-- The new event_ids: the ids of the raw events, and those that stay known though
-- their events are gone: of events that were forgotten or erased earlier and,
-- where this run is an erasure, of those that it takes.
WITH
    raw_ids AS
    (
        SELECT event_id, run_id FROM {registrations:Identifier}
        UNION ALL
        SELECT event_id, run_id FROM {session_pings:Identifier}
        UNION ALL
        SELECT event_id, run_id FROM {match_events:Identifier}
    ),
    erased_ids AS
    (
        SELECT event_id FROM registrations
        WHERE {erasing:Bool} AND cityHash64(event_id) % {slices:UInt32} = {slice:UInt32}
        UNION ALL
        SELECT event_id FROM session_pings
        WHERE {erasing:Bool} AND cityHash64(event_id) % {slices:UInt32} = {slice:UInt32}
        UNION ALL
        SELECT event_id FROM match_events
        WHERE {erasing:Bool} AND cityHash64(event_id) % {slices:UInt32} = {slice:UInt32}
    ),
    gone_ids AS
    (
        SELECT event_id, {run_id:UInt32} AS run_id FROM erased_ids
        UNION ALL
        SELECT event_id, run_id FROM event_ids
        WHERE ((SELECT max(toUInt32(horizon)) FROM ledger) > 0 OR run_id IN (SELECT run_id FROM ledger WHERE request = 'erase'))
            AND event_id NOT IN (SELECT event_id FROM erased_ids)
    )
SELECT event_id, if(min(gone) = 0, minIf(source_run_id, gone = 0), min(source_run_id)) AS run_id
FROM
(
    SELECT event_id, run_id AS source_run_id, 0 AS gone FROM raw_ids
    UNION ALL
    SELECT event_id, run_id, 1 FROM gone_ids
)
WHERE cityHash64(event_id) % {slices:UInt32} = {slice:UInt32} AND event_id < 9007199254740992
GROUP BY event_id
