-- The first ping in this run of each user who has one.
INSERT INTO run_first_pings (user_id, first_ping)
SELECT user_id, min(event_timestamp) FROM change_session_pings GROUP BY user_id
