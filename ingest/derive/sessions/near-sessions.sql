-- The sessions so far of the same users, around the time of the new islands: those
-- that may be one session with them, or have an hour in common.
INSERT INTO run_near_sessions
WITH
    greatest({session_gap:UInt32}, 3600) AS distance,
    (SELECT min(session_start) FROM run_islands) AS first_start,
    (SELECT max(session_end) FROM run_islands) AS last_end
SELECT user_id, toUInt32(session_start) AS session_start, toUInt32(session_end) AS session_end
FROM signed_sessions AS sessions
WHERE date <= toDate(toDateTime(least(toUInt64(last_end) + distance, 4294967295), 'UTC'))
    AND sessions.session_start <= toDateTime(least(toUInt64(last_end) + distance, 4294967295), 'UTC')
    AND sessions.session_end >= toDateTime(greatest(toInt64(first_start) - distance, 0), 'UTC')
    AND user_id IN (SELECT user_id FROM run_islands)
GROUP BY ALL
HAVING sum(sign) > 0
