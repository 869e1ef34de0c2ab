-- What day_counts should hold of the leaderboard: players by points.
SELECT 'points' AS metric, country::String AS country, '' AS device, date, points AS bucket, sum(sign) AS n
FROM {signed_leaderboard:Identifier}
WHERE period = 'all' AND cityHash64(user_id) % {slices:UInt32} = {slice:UInt32}
GROUP BY country, date, points
HAVING n != 0
