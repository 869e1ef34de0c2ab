-- The end that counts of each affected match: of those that name the start's
-- players and are later than it, the earliest by (time, id).
CREATE TEMPORARY TABLE run_match_ends AS
SELECT
    events.match_id AS match_id,
    min((event_timestamp, event_id)).1 AS match_end,
    min((event_timestamp, event_id)).2 AS end_event_id,
    argMin(assumeNotNull(home_goals_scored), (event_timestamp, event_id)) AS home_goals_scored,
    argMin(assumeNotNull(away_goals_scored), (event_timestamp, event_id)) AS away_goals_scored
FROM run_judged_match_events AS events
INNER JOIN run_match_starts AS starts ON starts.match_id = events.match_id
WHERE NOT events.is_start
    AND events.user_reason = ''
    AND events.home_user_id = starts.home_user_id
    AND events.away_user_id = starts.away_user_id
    AND events.event_timestamp > starts.match_start
GROUP BY events.match_id
