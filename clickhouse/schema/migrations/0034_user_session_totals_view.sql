-- The rows of session_data summed up by user, and the last day that has got a
-- session. A day of which a run changes sessions and not their number has had
-- one before. A block may hold part of a day's rows: then a day may seem to
-- have lost sessions that has not, which costs time and nothing else.
CREATE MATERIALIZED VIEW IF NOT EXISTS user_session_totals_view TO change_user_totals AS
SELECT
    user_id,
    sum(day.session_count) AS session_count,
    sum(day.time_spent_in_game) AS time_spent_in_game,
    maxIf(day.date, day.session_count > 0) AS last_session_date,
    countIf(day.session_count < 0) AS retracted_days,
    max(day.run_id) AS run_id
FROM change_session_data AS day
GROUP BY user_id
