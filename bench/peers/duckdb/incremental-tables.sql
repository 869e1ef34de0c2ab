-- The tables that incremental.sql fills. Events of each type have a table of
-- their own, so that no statement scans more of them than it needs.

CREATE TABLE registrations
(
    event_id UBIGINT,
    event_type event_type,
    event_timestamp UINTEGER,
    user_id UUID,
    country country,
    device_os device
);

CREATE TABLE session_pings
(
    event_id UBIGINT,
    event_type event_type,
    event_timestamp UINTEGER,
    user_id UUID,
    type session_type
);

CREATE TABLE match_events
(
    event_id UBIGINT,
    event_type event_type,
    event_timestamp UINTEGER,
    match_id UUID,
    home_user_id UUID,
    away_user_id UUID,
    home_goals_scored UTINYINT,
    away_goals_scored UTINYINT
);

CREATE VIEW event_ids AS
SELECT event_id FROM registrations
UNION ALL
SELECT event_id FROM session_pings
UNION ALL
SELECT event_id FROM match_events;

CREATE TABLE registration_data AS FROM registrations_in('registrations');

CREATE TABLE session_data AS FROM session_data_of('session_pings');

CREATE TABLE matches AS FROM matches_in('match_events');

CREATE TABLE match_data AS FROM match_data_of('matches');
