-- The rejected lines that a replay takes: once each, with its reason.
SELECT
    source_run_id,
    file_number,
    line,
    reason,
    any(file::String) AS file,
    max(byte_offset) AS byte_offset
FROM signed_rejected_events
WHERE reason IN {reasons:Array(String)}
    AND ({run:UInt32} = 0 OR source_run_id = {run:UInt32})
GROUP BY source_run_id, file_number, line, reason
HAVING sum(sign) > 0 AND max(clipped) = {clipped:Bool}
