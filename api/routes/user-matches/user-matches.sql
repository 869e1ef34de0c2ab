-- Which matches has a user played on the days of a range, before a place in
-- the order of their starts and ids (as text)?
SELECT
    toString(match_id) AS id,
    date,
    toUnixTimestamp(match_start) AS started,
    toUnixTimestamp(match_end) AS ended,
    home_user_id = {user_id:UUID} AS is_home,
    toString(if(is_home, away_user_id, home_user_id)) AS opponent,
    if(is_home, home_goals_scored, away_goals_scored) AS goals_scored,
    if(is_home, away_goals_scored, home_goals_scored) AS goals_conceded
FROM signed_matches
WHERE date BETWEEN {from:Date} AND {to:Date}
    AND (home_user_id = {user_id:UUID} OR away_user_id = {user_id:UUID})
    AND (started, id) < ({before:UInt64}, {before_id:String})
GROUP BY
    match_id,
    start_event_id,
    end_event_id,
    date,
    match_start,
    match_end,
    home_user_id,
    away_user_id,
    home_goals_scored,
    away_goals_scored
HAVING sum(sign) > 0
ORDER BY started DESC, id DESC
LIMIT {rows:UInt32}
SETTINGS max_execution_time = 5, max_memory_usage = 2000000000
