-- What event_ids should hold: each id of the raw events, once, and where raw
-- events were forgotten, any other that it has, once. The greater ids are
-- those of registrations that stand in for erased players.
WITH raw_ids AS
    (
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
    )
SELECT event_id, run_id
FROM raw_ids
UNION ALL
SELECT event_id, min(event_ids.run_id)
FROM event_ids
WHERE cityHash64(event_id) % {slices:UInt32} = {slice:UInt32}
    AND (SELECT max(toUInt32(horizon)) FROM ledger) > 0
    AND event_ids.run_id NOT IN (SELECT run_id FROM ledger WHERE request = 'erase')
    AND event_id NOT IN (SELECT event_id FROM raw_ids)
GROUP BY event_id
