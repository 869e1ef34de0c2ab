-- What this run adds to the rows of players: a row for each player whose
-- registration or days it changes. The rows of a run are whole already, so
-- inserting need not merge them. Of a large run, one slice of the players at a time.
INSERT INTO change_players (user_id, registration, days)
SETTINGS optimize_on_insert = 0
WITH
    (toDate(0), 0::Int64, 0::Int64, 0::Int64, 0::Int64, 0::Int64, 0::Int64) AS no_day,
    changed AS
    (
        SELECT user_id, date, sum(one) AS sessions, sum(in_game) AS seconds, sum(played) AS matches, sum(in_match) AS match_seconds, sum(at_home) AS points_home, sum(away) AS points_away
        FROM
        (
            SELECT user_id, date, session_count AS one, time_spent_in_game AS in_game, 0 AS played, 0::Int64 AS in_match, 0::Int64 AS at_home, 0::Int64 AS away
            FROM change_session_data
            WHERE cityHash64(user_id) % {slices:UInt32} = {slice:UInt32}
            UNION ALL
            SELECT user_id, toDate(match_start, 'UTC'), 0, 0, sign, sign * (toInt64(match_end) - toInt64(match_start)), sign * if(is_home, points, 0), sign * if(is_home, 0, points)
            FROM
            (
                SELECT *, multiIf(goals_scored > goals_conceded, 3, goals_scored = goals_conceded, 1, 0) AS points
                FROM change_player_matches
            )
            WHERE cityHash64(user_id) % {slices:UInt32} = {slice:UInt32}
        )
        GROUP BY user_id, date
        HAVING (sessions, seconds, matches, match_seconds, points_home, points_away) != (0, 0, 0, 0, 0, 0)
    )
SELECT
    user_id,
    of_player,
    (list.1, list.2, list.3, list.4, list.5, list.6, list.7)
FROM
(
    -- Aggregates over the parts of a tuple take two thirds of the time of one over it.
    SELECT
        user_id,
        (min(registered_at), min(event_id), anyIf(of_country, NOT is_day), anyIf(local_time, NOT is_day), anyIf(of_device, NOT is_day)) AS of_player,
        arraySort(groupArrayIf(of_day, is_day)) AS list
    FROM
    (
        SELECT user_id, toDateTime(4294967295, 'UTC') AS registered_at, 18446744073709551615 AS event_id, '' AS of_country, toDateTime64(0, 0, 'UTC') AS local_time, '' AS of_device, true AS is_day, (date, sessions, seconds, matches, match_seconds, points_home, points_away) AS of_day
        FROM changed
        UNION ALL
        SELECT user_id, registered_at, event_id, country::String, registration_date_local_timezone, device::String, false, no_day
        FROM change_registration_data
        WHERE sign > 0 AND cityHash64(user_id) % {slices:UInt32} = {slice:UInt32}
    )
    GROUP BY user_id
)
