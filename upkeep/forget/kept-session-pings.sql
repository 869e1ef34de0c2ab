-- session_pings from the horizon on, and before it those of sessions that may
-- still become longer.
INSERT INTO rebuilt_session_pings (event_timestamp, event_id, user_id, type, run_id)
SELECT event_timestamp, event_id, user_id, type, run_id
FROM session_pings
WHERE event_timestamp >= toDateTime({horizon:UInt32}, 'UTC')
UNION ALL
SELECT pings.event_timestamp, pings.event_id, pings.user_id, pings.type, pings.run_id
FROM session_pings AS pings
INNER JOIN
(
    SELECT user_id, min(chain_start) AS chain_start FROM kept_chains GROUP BY user_id
) AS chains ON chains.user_id = pings.user_id
WHERE pings.event_timestamp >= toDateTime((SELECT min(chain_start) FROM kept_chains), 'UTC')
    AND pings.event_timestamp < toDateTime({horizon:UInt32}, 'UTC')
    AND toUInt32(pings.event_timestamp) >= chains.chain_start
