-- All events, old and new, of the matches that this run may change: those of
-- its own match events, and those held for a registration that changes.
-- Old ones have no position.
INSERT INTO run_affected_match_events
WITH affected AS
    (
        SELECT match_id FROM run_match_events
        UNION ALL
        SELECT match_id FROM run_waiting WHERE event_type = 'match'
    )
SELECT
    event_id,
    event_timestamp,
    match_id,
    home_user_id,
    away_user_id,
    home_goals_scored,
    away_goals_scored,
    NULL::Nullable(UInt64) AS position,
    run_id AS source_run_id,
    file_number,
    line,
    byte_offset
FROM match_events
WHERE match_id IN (SELECT match_id FROM affected)
UNION ALL
SELECT
    event_id,
    event_timestamp,
    match_id,
    home_user_id,
    away_user_id,
    home_goals_scored,
    away_goals_scored,
    position,
    {run_id:UInt32},
    0,
    0,
    0
FROM run_match_events
