-- How many rows of each table belong to a user or mention the id.
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
SELECT 'signed_held_events', count() FROM signed_held_events WHERE waits_for = {user_id:UUID} OR event_id IN (SELECT event_id FROM events)
UNION ALL
SELECT 'signed_rejected_events', count() FROM signed_rejected_events WHERE match(raw, {forgotten:String})
UNION ALL
SELECT 'signed_registration_data', count() FROM signed_registration_data WHERE user_id = {user_id:UUID}
UNION ALL
SELECT 'signed_sessions', count() FROM signed_sessions WHERE user_id = {user_id:UUID}
UNION ALL
SELECT 'signed_matches', count() FROM signed_matches WHERE home_user_id = {user_id:UUID} OR away_user_id = {user_id:UUID}
UNION ALL
SELECT 'summed_session_data', count() FROM summed_session_data WHERE user_id = {user_id:UUID}
UNION ALL
SELECT 'summed_session_data_by_date', count() FROM summed_session_data_by_date WHERE user_id = {user_id:UUID}
UNION ALL
SELECT 'summed_match_data', count() FROM summed_match_data WHERE user_id = {user_id:UUID}
UNION ALL
SELECT 'summed_match_data_by_date', count() FROM summed_match_data_by_date WHERE user_id = {user_id:UUID}
UNION ALL
SELECT 'summed_user_totals', count() FROM summed_user_totals WHERE user_id = {user_id:UUID}
