-- Which lines are rejected, behind a place, for any reason ('') or one, in any
-- run (0) or one? Read in the order of the table, as far as the page goes.
SELECT
    source_run_id AS run_id,
    file_number,
    line,
    reason,
    argMax(detail, (sign, run_id)) AS why,
    any(file) AS file_name,
    any(byte_offset) AS offset,
    toValidUTF8(substring(argMax(raw, (sign, run_id)), 1, 1000)) AS text,
    argMax(raw_bytes, (sign, run_id)) AS bytes
FROM signed_rejected_events
WHERE ({run:UInt32} = 0 OR source_run_id = {run:UInt32})
    AND ({reason:String} = '' OR reason = {reason:String})
    AND (source_run_id, file_number, line) > ({after_run:UInt64}, {after_file:UInt64}, {after_line:UInt64})
GROUP BY source_run_id, file_number, line, reason
HAVING sum(sign) > 0
ORDER BY source_run_id, file_number, line, reason
LIMIT {rows:UInt32}
SETTINGS max_execution_time = 10, max_memory_usage = 2000000000, optimize_aggregation_in_order = 1
