-- The start that counts of each affected match: the earliest by (time, id).
INSERT INTO run_match_starts (match_id, match_start, start_event_id, home_user_id, away_user_id)
SELECT match_id, event_timestamp, event_id, home_user_id, away_user_id
FROM run_judged_match_events
WHERE is_start AND user_reason = ''
ORDER BY match_id, event_timestamp, event_id
LIMIT 1 BY match_id
