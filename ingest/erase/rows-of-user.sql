-- How many rows of each table are of a user or name one.
WITH
    events AS
    (
        SELECT event_id FROM registrations WHERE user_id = {user_id:UUID}
        UNION ALL
        SELECT event_id FROM session_pings WHERE user_id = {user_id:UUID}
        UNION ALL
        SELECT event_id FROM match_events WHERE home_user_id = {user_id:UUID} OR away_user_id = {user_id:UUID}
    )
SELECT 'registrations' AS table, count() AS rows FROM registrations WHERE user_id = {user_id:UUID}
UNION ALL
SELECT 'session_pings', count() FROM session_pings WHERE user_id = {user_id:UUID}
UNION ALL
SELECT 'match_events', count() FROM match_events WHERE home_user_id = {user_id:UUID} OR away_user_id = {user_id:UUID}
UNION ALL
SELECT 'held_events', count() FROM held_events WHERE waits_for = {user_id:UUID} OR event_id IN (SELECT event_id FROM events)
UNION ALL
SELECT 'rejected_events', count() FROM rejected_events WHERE match(raw, {forgotten:String})
UNION ALL
SELECT 'registration_data', count() FROM registration_data WHERE user_id = {user_id:UUID}
UNION ALL
SELECT 'sessions', count() FROM sessions WHERE user_id = {user_id:UUID}
UNION ALL
SELECT 'matches', count() FROM matches WHERE home_user_id = {user_id:UUID} OR away_user_id = {user_id:UUID}
UNION ALL
SELECT 'session_data', count() FROM session_data WHERE user_id = {user_id:UUID}
UNION ALL
SELECT 'session_data_by_date', count() FROM session_data_by_date WHERE user_id = {user_id:UUID}
UNION ALL
SELECT 'match_data', count() FROM match_data WHERE user_id = {user_id:UUID}
UNION ALL
SELECT 'match_data_by_date', count() FROM match_data_by_date WHERE user_id = {user_id:UUID}
UNION ALL
SELECT 'user_totals', count() FROM user_totals WHERE user_id = {user_id:UUID}
