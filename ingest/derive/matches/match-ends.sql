-- The end that counts of each affected match: of those that name the start's
-- players and are later than it, the earliest by (time, id).
INSERT INTO run_match_ends (match_id, match_end, end_event_id, home_goals_scored, away_goals_scored)
SELECT
    events.match_id,
    events.event_timestamp,
    events.event_id,
    assumeNotNull(events.home_goals_scored),
    assumeNotNull(events.away_goals_scored)
FROM run_judged_match_events AS events
INNER JOIN run_match_starts AS starts ON starts.match_id = events.match_id
WHERE NOT events.is_start
    AND events.user_reason = ''
    AND events.home_user_id = starts.home_user_id
    AND events.away_user_id = starts.away_user_id
    AND events.event_timestamp > starts.match_start
ORDER BY events.match_id, events.event_timestamp, events.event_id
LIMIT 1 BY events.match_id
