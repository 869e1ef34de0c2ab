-- DuckDB, only the players of the file: adds a file to the events, and
-- computes anew what its players and matches have, in one transaction.

BEGIN;

CREATE OR REPLACE TEMP TABLE incoming AS FROM valid_events(getvariable('events'));

-- An id that came before, in this file or an earlier one, does not count. The
-- limits let the scan skip all row groups with other ids.
CREATE OR REPLACE TEMP TABLE duplicates AS
SELECT position
FROM
(
    SELECT rowid AS position, row_number() OVER (PARTITION BY event_id ORDER BY rowid) AS nth
    FROM incoming
    WHERE event_id // 64 IN
    (
        SELECT event_id // 64
        FROM incoming
        GROUP BY event_id // 64
        HAVING count(*) > bit_count(bit_or(1::UBIGINT << (event_id % 64)))
    )
)
WHERE nth > 1;

DELETE FROM incoming WHERE rowid IN (FROM duplicates);

SET VARIABLE first_id = (SELECT min(event_id) FROM incoming);

SET VARIABLE last_id = (SELECT max(event_id) FROM incoming);

DELETE FROM incoming
WHERE event_id IN
    (SELECT event_id FROM event_ids WHERE event_id BETWEEN getvariable('first_id') AND getvariable('last_id'));

INSERT INTO registrations
SELECT event_id, event_type, event_timestamp, user_id, country, device_os
FROM incoming
WHERE event_type = 'registration';

INSERT INTO session_pings
SELECT event_id, event_type, event_timestamp, user_id, type
FROM incoming
WHERE event_type = 'session_ping';

INSERT INTO match_events
SELECT event_id, event_type, event_timestamp, match_id, home_user_id, away_user_id, home_goals_scored, away_goals_scored
FROM incoming
WHERE event_type = 'match';

-- Registrations that are the first of their player, or earlier than the first.
CREATE OR REPLACE TEMP TABLE registered AS
FROM registrations_in('incoming') AS found
WHERE NOT EXISTS
(
    FROM registration_data AS known
    WHERE known.user_id = found.user_id
        AND (known.registered_at < found.registered_at
            OR known.registered_at = found.registered_at AND known.event_id < found.event_id)
);

DELETE FROM registration_data WHERE user_id IN (SELECT user_id FROM registered);

INSERT INTO registration_data FROM registered;

-- Sessions: of who pinged, and of who registered after pings.
CREATE OR REPLACE TEMP TABLE players AS
SELECT user_id FROM incoming WHERE event_type = 'session_ping'
UNION
SELECT user_id FROM registered;

CREATE OR REPLACE TEMP TABLE pings_of_players AS
SELECT event_type, event_timestamp, user_id
FROM session_pings
WHERE user_id IN (FROM players);

DELETE FROM session_data WHERE user_id IN (FROM players);

INSERT INTO session_data FROM session_data_of('pings_of_players');

-- Matches: those in the file, and those of who registered after them.
CREATE OR REPLACE TEMP TABLE touched AS
SELECT match_id FROM incoming WHERE event_type = 'match'
UNION
SELECT match_id
FROM match_events
WHERE home_user_id IN (SELECT user_id FROM registered)
    OR away_user_id IN (SELECT user_id FROM registered);

CREATE OR REPLACE TEMP TABLE events_of_touched AS
FROM match_events
WHERE match_id IN (FROM touched);

DELETE FROM matches WHERE match_id IN (FROM touched);

INSERT INTO matches FROM matches_in('events_of_touched');

CREATE OR REPLACE TEMP TABLE opponents AS
SELECT home_user_id AS user_id FROM events_of_touched
UNION
SELECT away_user_id FROM events_of_touched;

CREATE OR REPLACE TEMP TABLE matches_of_opponents AS
FROM matches
WHERE home_user_id IN (FROM opponents) OR away_user_id IN (FROM opponents);

DELETE FROM match_data WHERE user_id IN (FROM opponents);

INSERT INTO match_data
FROM match_data_of('matches_of_opponents')
WHERE user_id IN (FROM opponents);

COMMIT;
