-- What players should hold: the registration and the days of each.
WITH
    (toDateTime(4294967295, 'UTC'), 18446744073709551615, '', toDateTime64(0, 0, 'UTC'), '') AS no_registration,
    days AS
    (
        SELECT user_id, date, sum(one) AS sessions, sum(in_game) AS seconds, sum(played) AS matches, sum(in_match) AS match_seconds, sum(at_home) AS points_home, sum(away) AS points_away
        FROM
        (
            SELECT user_id, date, sign::Int64 AS one, sign * (toInt64(session_end) - toInt64(session_start)) AS in_game, 0::Int64 AS played, 0::Int64 AS in_match, 0::Int64 AS at_home, 0::Int64 AS away
            FROM {signed_sessions:Identifier}
            WHERE cityHash64(user_id) % {slices:UInt32} = {slice:UInt32}
            UNION ALL
            SELECT player.1, date, 0, 0, sign, sign * (toInt64(match_end) - toInt64(match_start)), sign * player.2, sign * player.3
            FROM {signed_matches:Identifier}
            ARRAY JOIN
            [
                (home_user_id, multiIf(home_goals_scored > away_goals_scored, 3, home_goals_scored = away_goals_scored, 1, 0), 0),
                (away_user_id, 0, multiIf(home_goals_scored < away_goals_scored, 3, home_goals_scored = away_goals_scored, 1, 0))
            ] AS player
            WHERE cityHash64(player.1) % {slices:UInt32} = {slice:UInt32}
        )
        GROUP BY user_id, date
        HAVING sessions > 0 OR matches > 0
    )
SELECT
    user_id,
    if(min(is_day), no_registration, anyIf(of_player, NOT is_day)) AS registration,
    arraySort(groupArrayIf(of_day, is_day)) AS list,
    (list.1, list.2, list.3, list.4, list.5, list.6, list.7) AS days
FROM
(
    SELECT user_id, (registered_at, event_id, country::String, registration_date_local_timezone, device::String) AS of_player, false AS is_day, (toDate(0), 0::Int64, 0::Int64, 0::Int64, 0::Int64, 0::Int64, 0::Int64) AS of_day
    FROM {signed_registration_data:Identifier}
    WHERE cityHash64(user_id) % {slices:UInt32} = {slice:UInt32}
    GROUP BY ALL
    HAVING sum(sign) > 0
    UNION ALL
    SELECT user_id, no_registration, true, (date, sessions, seconds, matches, match_seconds, points_home, points_away)
    FROM days
)
GROUP BY user_id
