-- The runs whose lines are not the sum of accepted, rejected and blank lines.
SELECT
    run_id AS runId,
    lines,
    accepted,
    blank,
    arraySum(mapValues(ledger.rejected)) AS rejected
FROM ledger FINAL
WHERE lines != accepted + blank + arraySum(mapValues(ledger.rejected))
ORDER BY run_id
