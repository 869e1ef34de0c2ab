-- What player_matches should hold: each match from the side of its two players.
SELECT home_user_id AS user_id, match_id, match_start, match_end, true AS is_home, away_user_id AS opponent, home_goals_scored AS goals_scored, away_goals_scored AS goals_conceded
FROM {signed_matches:Identifier}
WHERE cityHash64(home_user_id) % {slices:UInt32} = {slice:UInt32}
GROUP BY ALL
HAVING sum(sign) > 0
UNION ALL
SELECT away_user_id, match_id, match_start, match_end, false, home_user_id, away_goals_scored, home_goals_scored
FROM {signed_matches:Identifier}
WHERE cityHash64(away_user_id) % {slices:UInt32} = {slice:UInt32}
GROUP BY ALL
HAVING sum(sign) > 0
