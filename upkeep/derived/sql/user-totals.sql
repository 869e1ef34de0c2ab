-- What user_totals should hold: registration, sessions and matches by user.
SELECT
    user_id,
    min(user_registration) AS registration,
    sum(sessions) AS session_count,
    sum(seconds) AS time_spent_in_game,
    max(last_date) AS last_session_date,
    sum(matches) AS match_count,
    sum(duration) AS total_duration,
    sum(points_home) AS total_points_home,
    sum(points_away) AS total_points_away
FROM
(
    SELECT
        user_id,
        (registered_at, event_id, country::String, registration_date_local_timezone) AS user_registration,
        0 AS sessions,
        0 AS seconds,
        toDate(0) AS last_date,
        0 AS matches,
        0 AS duration,
        0 AS points_home,
        0 AS points_away
    FROM {signed_registration_data:Identifier}
    WHERE cityHash64(user_id) % {slices:UInt32} = {slice:UInt32}
    GROUP BY ALL
    HAVING sum(sign) > 0
    UNION ALL
    SELECT
        user_id,
        (toDateTime(4294967295, 'UTC'), 18446744073709551615, '', toDateTime64(0, 0, 'UTC')),
        sum(sign) AS day_count,
        sum(sign * (toInt64(session_end) - toInt64(session_start))),
        if(day_count > 0, date, toDate(0)),
        0,
        0,
        0,
        0
    FROM {signed_sessions:Identifier}
    WHERE cityHash64(user_id) % {slices:UInt32} = {slice:UInt32}
    GROUP BY user_id, date
    UNION ALL
    SELECT
        player.1 AS user_id,
        (toDateTime(4294967295, 'UTC'), 18446744073709551615, '', toDateTime64(0, 0, 'UTC')),
        0,
        0,
        toDate(0),
        sign,
        sign * (toInt64(match_end) - toInt64(match_start)),
        sign * player.2,
        sign * player.3
    FROM
    (
        SELECT
            *,
            multiIf(home_goals_scored > away_goals_scored, 3, home_goals_scored = away_goals_scored, 1, 0) AS home_points,
            multiIf(home_goals_scored < away_goals_scored, 3, home_goals_scored = away_goals_scored, 1, 0) AS away_points,
            arrayJoin([(home_user_id, home_points, 0), (away_user_id, 0, away_points)]) AS player
        FROM {signed_matches:Identifier}
    )
    WHERE cityHash64(player.1) % {slices:UInt32} = {slice:UInt32}
)
GROUP BY user_id
HAVING registration.2 != 18446744073709551615 OR session_count != 0 OR time_spent_in_game != 0
    OR match_count != 0 OR total_duration != 0 OR total_points_home != 0 OR total_points_away != 0
