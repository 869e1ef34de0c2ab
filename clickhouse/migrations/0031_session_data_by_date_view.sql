-- The sums over the signed sessions of a run, by day and user.
CREATE MATERIALIZED VIEW IF NOT EXISTS session_data_by_date_view TO change_session_data_by_date AS
SELECT
    date,
    user_id,
    sum(sign) AS session_count,
    sum(sign * (toInt64(session_end) - toInt64(session_start))) AS time_spent_in_game,
    max(run_id) AS run_id
FROM change_sessions
GROUP BY date, user_id
