-- Which runs have read files whose names hold the user's id?
SELECT run_id AS runId
FROM runs FINAL
WHERE arrayExists(name -> match(name, {forgotten:String}), files)
ORDER BY run_id
