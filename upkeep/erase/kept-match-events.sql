-- match_events without the user: of the matches that keep counting, the start
-- and the end name the stand-in; the other events of the user go.
INSERT INTO rebuilt_match_events
    (match_id, event_timestamp, event_id, home_user_id, away_user_id, home_goals_scored, away_goals_scored, file_number, line, byte_offset, run_id)
WITH
    shared AS
    (
        SELECT start_event_id, end_event_id
        FROM signed_matches
        WHERE home_user_id = {user_id:UUID} OR away_user_id = {user_id:UUID}
        GROUP BY ALL
        HAVING sum(sign) > 0
    ),
    stand_ins AS
    (
        SELECT arrayJoin([start_event_id, end_event_id]) AS event_id, user_id
        FROM shared
        INNER JOIN
        (
            SELECT toUInt64(event_id - 9007199254740992) AS start_event_id, user_id
            FROM rebuilt_registrations
            WHERE event_id >= 9007199254740992
        ) AS registered ON registered.start_event_id = shared.start_event_id
    )
SELECT match_id, event_timestamp, event_id, home_user_id, away_user_id, home_goals_scored, away_goals_scored, file_number, line, byte_offset, run_id
FROM match_events
WHERE home_user_id != {user_id:UUID} AND away_user_id != {user_id:UUID}
UNION ALL
SELECT
    match_id,
    event_timestamp,
    event_id,
    if(home_user_id = {user_id:UUID}, stand_ins.user_id, home_user_id),
    if(away_user_id = {user_id:UUID}, stand_ins.user_id, away_user_id),
    home_goals_scored,
    away_goals_scored,
    file_number,
    line,
    byte_offset,
    run_id
FROM match_events AS events
INNER JOIN stand_ins ON stand_ins.event_id = events.event_id
WHERE home_user_id = {user_id:UUID} OR away_user_id = {user_id:UUID}
