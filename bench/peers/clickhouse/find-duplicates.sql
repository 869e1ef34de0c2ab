-- A bitmap tells in a moment whether any id came twice; only then are they
-- looked for.
CREATE OR REPLACE TABLE duplicates ENGINE = Memory AS
WITH (SELECT count() > groupBitmap(event_id) FROM events) AS some_twice
SELECT position
FROM events
WHERE some_twice AND event_id IN
    (SELECT event_id FROM events WHERE some_twice GROUP BY event_id HAVING count() > 1)
ORDER BY position
LIMIT 1, 18446744073709551615 BY event_id;

SELECT count() FROM duplicates;
