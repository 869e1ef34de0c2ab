-- For analysts: the registrations that count now, merged or not.
CREATE VIEW IF NOT EXISTS registration_data AS
SELECT user_id, registered_at, event_id, country, registration_date_local_timezone, device, run_id
FROM signed_registration_data FINAL
