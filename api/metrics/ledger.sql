-- What have all published runs done together, and when did the last one end?
SELECT
    count() AS runs,
    sum(seconds) AS run_seconds,
    sum(lines) AS lines,
    sum(blank) AS blank,
    sum(accepted) AS accepted,
    sum(admitted) AS admitted,
    sumMap(rejected) AS rejected_by_reason,
    argMax(seconds, run_id) AS last_run_seconds,
    max(toUnixTimestamp64Milli(started_at) / 1000 + seconds) AS last_run_end,
    (SELECT count() FROM registrations) AS registrations,
    (SELECT count() FROM session_pings) AS session_pings,
    (SELECT count() FROM match_events) AS match_events
FROM ledger FINAL
WHERE state IN ('done', 'reported')
SETTINGS max_execution_time = 5, max_memory_usage = 2000000000
