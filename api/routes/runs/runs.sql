-- Which runs were published, before one? The newest first.
SELECT
    run_id,
    multiIf(request IN ('repair', 'erase', 'forget'), request, startsWith(request, 'replay '), 'replay', 'ingest') AS kind,
    toUnixTimestamp(started_at) AS started,
    seconds,
    files,
    lines,
    blank,
    accepted,
    rejected,
    admitted,
    if(toUInt16(horizon) = 0, NULL, toString(horizon)) AS horizon_day
FROM ledger FINAL
WHERE run_id < {before:UInt64} AND state IN ('done', 'reported')
ORDER BY run_id DESC
LIMIT {rows:UInt32}
SETTINGS max_execution_time = 5, max_memory_usage = 2000000000
