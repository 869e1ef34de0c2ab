-- The sums over the signed sessions of a run, by user, and the last day that
-- has got a session. A block may hold part of a day's rows: then a day may
-- seem to have lost sessions that has not, which costs time and nothing else.
CREATE MATERIALIZED VIEW IF NOT EXISTS user_session_totals_view TO change_user_totals AS
SELECT
    user_id,
    sum(day_count) AS session_count,
    sum(day_seconds) AS time_spent_in_game,
    max(last_date) AS last_session_date,
    countIf(day_count < 0) AS retracted_days,
    max(day_run_id) AS run_id
FROM
(
    SELECT
        user_id,
        maxIf(date, sign > 0) AS last_date,
        sum(sign) AS day_count,
        sum(sign * (toInt64(session_end) - toInt64(session_start))) AS day_seconds,
        max(run_id) AS day_run_id
    FROM change_sessions
    GROUP BY user_id, date
)
GROUP BY user_id
