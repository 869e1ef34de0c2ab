-- How many rows of each table belong to a user or mention the id: as stored, and
-- as they count, which does not depend on what the engine has merged yet.
WITH
    events AS
    (
        SELECT event_id FROM registrations WHERE user_id = {user_id:UUID}
        UNION ALL
        SELECT event_id FROM session_pings WHERE user_id = {user_id:UUID}
        UNION ALL
        SELECT event_id FROM match_events WHERE home_user_id = {user_id:UUID} OR away_user_id = {user_id:UUID}
    )
SELECT 'registrations' AS table, toInt64(count()) AS rows, count() AS stored FROM registrations WHERE user_id = {user_id:UUID}
UNION ALL
SELECT 'session_pings', toInt64(count()), count() FROM session_pings WHERE user_id = {user_id:UUID}
UNION ALL
SELECT 'match_events', toInt64(count()), count() FROM match_events WHERE home_user_id = {user_id:UUID} OR away_user_id = {user_id:UUID}
UNION ALL
SELECT 'signed_held_events', toInt64(sum(sign)), count() FROM signed_held_events WHERE waits_for = {user_id:UUID} OR event_id IN (SELECT event_id FROM events)
UNION ALL
SELECT 'signed_rejected_events', toInt64(sum(sign)), count() FROM signed_rejected_events WHERE match(raw, {forgotten:String}) OR match(detail, {forgotten:String})
UNION ALL
SELECT 'signed_registration_data', toInt64(sum(sign)), count() FROM signed_registration_data WHERE user_id = {user_id:UUID}
UNION ALL
SELECT 'signed_sessions', toInt64(sum(sign)), count() FROM signed_sessions WHERE user_id = {user_id:UUID}
UNION ALL
SELECT 'signed_matches', toInt64(sum(sign)), count() FROM signed_matches WHERE home_user_id = {user_id:UUID} OR away_user_id = {user_id:UUID}
UNION ALL
SELECT 'summed_session_data', toInt64(arrayCount(total -> total > 0, sumMap([date], [session_count]).2)), count() FROM summed_session_data WHERE user_id = {user_id:UUID}
UNION ALL
SELECT 'summed_match_data', toInt64(arrayCount(total -> total > 0, sumMap([date], [total_duration]).2)), count() FROM summed_match_data WHERE user_id = {user_id:UUID}
UNION ALL
SELECT 'signed_player_sessions', toInt64(sum(sign)), count() FROM signed_player_sessions WHERE user_id = {user_id:UUID}
UNION ALL
SELECT 'signed_player_matches', toInt64(sum(sign)), count() FROM signed_player_matches WHERE user_id = {user_id:UUID} OR opponent = {user_id:UUID}
UNION ALL
SELECT 'summed_players', toInt64(uniqExact(user_id)), count() FROM summed_players WHERE user_id = {user_id:UUID}
UNION ALL
SELECT 'signed_leaderboard', toInt64(sum(sign)), count() FROM signed_leaderboard WHERE user_id = {user_id:UUID}
