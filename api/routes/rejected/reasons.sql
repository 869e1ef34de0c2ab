-- How many lines are rejected for each reason, in any run (0) or one?
SELECT reason, sum(sign) AS lines
FROM signed_rejected_events
WHERE {run:UInt32} = 0 OR source_run_id = {run:UInt32}
GROUP BY reason
HAVING lines > 0
ORDER BY lines DESC, reason
SETTINGS max_execution_time = 10, max_memory_usage = 2000000000
