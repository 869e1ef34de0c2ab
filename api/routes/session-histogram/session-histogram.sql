-- How many sessions of a range were at least so long and shorter than the next
-- of these lengths, in seconds? No row for a length that no session had.
SELECT roundDown(bucket, {lengths:Array(Int32)}) AS length, sum(n) AS sessions
FROM summed_day_counts
WHERE metric = 'session_length'
    AND country = {country:String}
    AND device = {device:String}
    AND date BETWEEN {from:Date} AND {to:Date}
GROUP BY length
SETTINGS max_execution_time = 10, max_memory_usage = 2000000000
