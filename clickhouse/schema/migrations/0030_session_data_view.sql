-- The sums over the signed sessions of a run, by user and day.
CREATE MATERIALIZED VIEW IF NOT EXISTS session_data_view TO change_session_data AS
SELECT
    user_id,
    date,
    sum(sign) AS session_count,
    sum(sign * (toInt64(session_end) - toInt64(session_start))) AS time_spent_in_game,
    max(run_id) AS run_id
FROM change_sessions
GROUP BY user_id, date
