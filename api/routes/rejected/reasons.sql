-- How many lines are rejected for each reason, in any run (0) or one? Of the
-- duplicates of a run only the first are kept, so the ledger counts them, but
-- for runs whose rejected lines were forgotten.
WITH (SELECT groupArray((run_id, horizon)) FROM ledger WHERE toUInt16(horizon) > 0) AS forgettings
SELECT reason, sum(count) AS lines
FROM
(
    SELECT reason::String AS reason, toInt64(sign) AS count
    FROM signed_rejected_events
    WHERE ({run:UInt32} = 0 OR source_run_id = {run:UInt32}) AND reason != 'duplicate_event'
    UNION ALL
    SELECT 'duplicate_event', toInt64(rejected['duplicate_event'])
    FROM ledger FINAL
    WHERE ({run:UInt32} = 0 OR run_id = {run:UInt32})
        AND NOT arrayExists(forgetting -> forgetting.1 > run_id AND toDateTime(forgetting.2, 'UTC') > started_at, forgettings)
)
GROUP BY reason
HAVING lines > 0
ORDER BY lines DESC, reason
SETTINGS max_execution_time = 10, max_memory_usage = 2000000000
