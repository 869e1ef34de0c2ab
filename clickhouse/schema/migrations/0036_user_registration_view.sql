-- The registrations that come to count with a run: one a user.
CREATE MATERIALIZED VIEW IF NOT EXISTS user_registration_view TO change_user_totals AS
SELECT
    user_id,
    (registered_at, event_id, country::String, registration_date_local_timezone) AS registration,
    run_id
FROM change_registration_data
WHERE sign > 0
