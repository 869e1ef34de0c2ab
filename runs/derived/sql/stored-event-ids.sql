-- What event_ids holds, without the ids whose events were erased.
SELECT event_id, run_id, toInt64(count()) AS copies
FROM event_ids
WHERE cityHash64(event_id) % {slices:UInt32} = {slice:UInt32}
    AND run_id NOT IN (SELECT run_id FROM ledger WHERE request = 'erase')
GROUP BY event_id, run_id
