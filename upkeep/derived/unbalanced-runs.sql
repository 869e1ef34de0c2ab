-- The runs whose lines are not the accepted, the rejected and the blank ones.
SELECT
    run_id AS runId,
    lines,
    accepted,
    blank,
    arraySum(mapValues(ledger.rejected)) AS rejected
FROM ledger FINAL
WHERE lines != accepted + blank + arraySum(mapValues(ledger.rejected))
ORDER BY run_id
