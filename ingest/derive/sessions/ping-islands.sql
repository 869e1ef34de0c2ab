-- The pings of this run as intervals without a gap of more than the session gap,
-- whether they count or not.
INSERT INTO run_ping_islands
SELECT user_id, island[1] AS session_start, island[-1] AS session_end
FROM
(
    SELECT
        user_id,
        arraySort(groupArray(toUInt32(event_timestamp))) AS times,
        arrayJoin(arraySplit((time, gap) -> gap > {session_gap:UInt32}, times, arrayDifference(times))) AS island
    FROM change_session_pings
    GROUP BY user_id
)
