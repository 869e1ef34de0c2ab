-- The sums over the signed sessions of a run, by user.
CREATE MATERIALIZED VIEW IF NOT EXISTS user_session_totals_view TO change_user_totals AS
SELECT
    user_id,
    sum(sign) AS session_count,
    sum(sign * (toInt64(session_end) - toInt64(session_start))) AS time_spent_in_game,
    max(run_id) AS run_id
FROM change_sessions
GROUP BY user_id
