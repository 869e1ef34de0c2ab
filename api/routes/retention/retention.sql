-- How many players registered in each week, on the days of a range, and how many
-- of them had a session in each of the weeks since? weeks_since is -1 in the row
-- with the size of the cohort. Weeks begin on Monday.
SELECT
    toMonday(date) AS week,
    bucket AS weeks_since,
    sum(n) AS users
FROM summed_day_counts
WHERE metric = 'retention'
    AND country = {country:String}
    AND device = {device:String}
    AND date BETWEEN {from:Date} AND {to:Date}
GROUP BY week, weeks_since
HAVING users > 0
SETTINGS max_execution_time = 10, max_memory_usage = 2000000000
