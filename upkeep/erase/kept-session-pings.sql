-- session_pings without the user.
INSERT INTO rebuilt_session_pings (event_timestamp, event_id, user_id, type, run_id)
SELECT event_timestamp, event_id, user_id, type, run_id
FROM session_pings
WHERE user_id != {user_id:UUID}
