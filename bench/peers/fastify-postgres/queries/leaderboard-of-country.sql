SELECT rank_in_country AS rank, user_id, country, points, points_home, points_away, matches
FROM leaderboard
WHERE country = $4 AND (-points, user_id) > ($1::integer, $2::uuid)
ORDER BY (-points), user_id
LIMIT $3
