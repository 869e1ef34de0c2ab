-- The start that counts of each affected match: the earliest by (time, id).
CREATE TEMPORARY TABLE run_match_starts AS
SELECT
    match_id,
    min((event_timestamp, event_id)).1 AS match_start,
    min((event_timestamp, event_id)).2 AS start_event_id,
    argMin(home_user_id, (event_timestamp, event_id)) AS home_user_id,
    argMin(away_user_id, (event_timestamp, event_id)) AS away_user_id
FROM run_judged_match_events
WHERE is_start AND user_reason = ''
GROUP BY match_id
