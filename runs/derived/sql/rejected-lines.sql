-- What rejected_events should hold: the line of each held event, with its
-- reason, and once each other rejected line, for which there is no raw event.
SELECT source_run_id, file_number, line, reason
FROM {signed_held_events:Identifier}
WHERE cityHash64((source_run_id, file_number, line)) % {slices:UInt32} = {slice:UInt32}
GROUP BY source_run_id, file_number, line, reason, event_id
HAVING sum(sign) > 0
UNION ALL
SELECT source_run_id, file_number, line, reason
FROM signed_rejected_events
WHERE cityHash64((source_run_id, file_number, line)) % {slices:UInt32} = {slice:UInt32}
    AND reason NOT IN ('duplicate_registration', 'unregistered_user', 'before_registration', 'match_conflict', 'match_unpaired')
GROUP BY source_run_id, file_number, line, reason
HAVING sum(sign) > 0
