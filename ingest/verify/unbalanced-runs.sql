-- The runs whose lines are not the accepted, the rejected and the blank ones.
SELECT
    run_id AS runId,
    lines,
    accepted,
    blank,
    arraySum(mapValues(runs.rejected)) AS rejected
FROM runs FINAL
WHERE lines != accepted + blank + arraySum(mapValues(runs.rejected))
ORDER BY run_id
