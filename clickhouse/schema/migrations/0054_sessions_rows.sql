-- For analysts: the sessions as they are now, merged or not.
CREATE VIEW IF NOT EXISTS sessions AS
SELECT date, user_id, session_start, session_end, run_id
FROM signed_sessions FINAL
