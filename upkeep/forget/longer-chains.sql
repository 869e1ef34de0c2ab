-- Extends these sessions back to an earlier moment, if they had reached the
-- moment before.
INSERT INTO kept_chains
SELECT user_id, arraySplit((time, gap) -> gap > {session_gap:UInt32}, times, arrayDifference(times))[-1][1]
FROM
(
    SELECT user_id, arraySort(groupArray(toUInt32(event_timestamp))) AS times
    FROM session_pings
    WHERE event_timestamp >= toDateTime({from:UInt32}, 'UTC') AND event_timestamp < toDateTime({horizon:UInt32}, 'UTC')
        AND user_id IN (SELECT user_id FROM kept_chains GROUP BY user_id HAVING min(chain_start) < {reached:UInt32} + {session_gap:UInt32})
    GROUP BY user_id
)
