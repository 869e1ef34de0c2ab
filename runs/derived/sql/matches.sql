-- What matches should hold: the start and the end that count, as one row.
SELECT
    match_id,
    toDate(match_start, 'UTC') AS date,
    anyIf(event_id, is_start) AS start_event_id,
    anyIf(event_id, NOT is_start) AS end_event_id,
    anyIf(event_timestamp, is_start) AS match_start,
    anyIf(event_timestamp, NOT is_start) AS match_end,
    anyIf(home_user_id, is_start) AS home_user_id,
    anyIf(away_user_id, is_start) AS away_user_id,
    assumeNotNull(anyIf(home_goals_scored, NOT is_start)) AS home_goals_scored,
    assumeNotNull(anyIf(away_goals_scored, NOT is_start)) AS away_goals_scored
FROM judged_match_events
WHERE reason = ''
GROUP BY match_id
