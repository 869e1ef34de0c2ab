-- The median distance between consecutive pings of a player in this run, in seconds;
-- 0 if no player has two.
SELECT quantileExactLow(0.5)(distance) AS distance
FROM
(
    SELECT arrayJoin(arrayPopFront(arrayDifference(arraySort(groupArray(toUInt32(event_timestamp)))))) AS distance
    FROM change_session_pings
    GROUP BY user_id
)
