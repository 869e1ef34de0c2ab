-- The runs that have read files whose names contain the user's id.
SELECT run_id AS runId
FROM runs FINAL
WHERE arrayExists(name -> match(name, {forgotten:String}), files)
ORDER BY run_id
