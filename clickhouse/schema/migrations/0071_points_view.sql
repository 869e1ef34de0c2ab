-- How many players of all and of each country have how many points, from which
-- the rank of a player on any page of the leaderboard follows.
CREATE MATERIALIZED VIEW IF NOT EXISTS points_view TO change_day_counts AS
SELECT 'points' AS metric, country, '' AS device, date, points AS bucket, sum(sign) AS n
FROM change_leaderboard
WHERE period = 'all'
GROUP BY country, date, points
HAVING n != 0
