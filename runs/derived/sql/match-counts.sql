-- What day_counts should hold of a share of the matches: they count for all,
-- and for the country, the device and both of each player, but only once where
-- the two players have the same.
WITH
    matches AS
    (
        SELECT match_id, date, home_user_id, away_user_id, sign(toInt32(home_goals_scored) - toInt32(away_goals_scored)) AS difference
        FROM {signed_matches:Identifier}
        WHERE cityHash64(match_id) % {slices:UInt32} = {slice:UInt32}
        GROUP BY match_id, start_event_id, end_event_id, date, home_user_id, away_user_id, difference
        HAVING sum(sign) > 0
    ),
    players AS
    (
        SELECT user_id, country::String AS country, device::String AS device
        FROM {signed_registration_data:Identifier}
        WHERE user_id IN (SELECT arrayJoin([home_user_id, away_user_id]) FROM matches)
        GROUP BY user_id, country, device, registered_at, event_id
        HAVING sum(sign) > 0
    )
SELECT metric, segment.1 AS country, segment.2 AS device, date, 0 AS bucket, count() AS n
FROM
(
    SELECT DISTINCT match_id, date, difference, segment
    FROM
    (
        SELECT match_id, date, difference, arrayJoin([home_user_id, away_user_id]) AS user_id
        FROM matches
    ) AS sides
    INNER JOIN players ON players.user_id = sides.user_id
    ARRAY JOIN [('', ''), (players.country, ''), ('', players.device), (players.country, players.device)] AS segment
)
ARRAY JOIN ['matches', multiIf(difference > 0, 'home_wins', difference = 0, 'draws', 'away_wins')] AS metric
GROUP BY metric, segment, date
