-- DuckDB alone: adds a file to the events, and computes everything else anew
-- from all events.

-- Rows stay in the order of the files: rowid tells which of two events with one
-- id came first.
CREATE TABLE IF NOT EXISTS events AS FROM valid_events(getvariable('events')) LIMIT 0;

INSERT INTO events FROM valid_events(getvariable('events'));

-- One bit an id, counted by words of 64: a tenth of the time of grouping by
-- id. Only where that finds fewer ids than events are they looked for.
CREATE OR REPLACE TEMP TABLE duplicates AS
SELECT position
FROM
(
    SELECT rowid AS position, row_number() OVER (PARTITION BY event_id ORDER BY rowid) AS nth
    FROM events
    WHERE event_id // 64 IN
    (
        SELECT event_id // 64
        FROM events
        GROUP BY event_id // 64
        HAVING count(*) > bit_count(bit_or(1::UBIGINT << (event_id % 64)))
    )
)
WHERE nth > 1;

DELETE FROM events WHERE rowid IN (FROM duplicates);

CREATE OR REPLACE TABLE registration_data AS FROM registrations_in('events');

CREATE OR REPLACE TABLE session_data AS FROM session_data_of('events');

CREATE OR REPLACE TABLE matches AS FROM matches_in('events');

CREATE OR REPLACE TABLE match_data AS FROM match_data_of('matches');
