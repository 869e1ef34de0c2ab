-- Which players follow a place in the leaderboard? Of those who have
-- played, in all countries ('') or in one. Ids are ordered as text: the
-- database orders them by their halves.
SELECT *
FROM
(
    SELECT
        rank() OVER (ORDER BY points DESC) AS rank,
        toString(user_id) AS user_id,
        country,
        points,
        points_home,
        points_away,
        matches
    FROM
    (
        SELECT
            user_id,
            min(registration).country AS country,
            sum(total_points_home) AS points_home,
            sum(total_points_away) AS points_away,
            points_home + points_away AS points,
            sum(match_count) AS matches
        FROM summed_user_totals
        GROUP BY user_id
        HAVING matches > 0 AND ({country:String} = '' OR country = {country:String})
    )
)
WHERE points < {points:Int64} OR (points = {points:Int64} AND user_id > {user_id:String})
ORDER BY points DESC, user_id
LIMIT {rows:UInt32}
SETTINGS max_execution_time = 10, max_memory_usage = 2000000000, optimize_aggregation_in_order = 1
