-- Players with a ping within the session gap before the horizon: a later ping may
-- extend their session. All pings within one gap are of one session.
INSERT INTO kept_chains
SELECT user_id, min(toUInt32(event_timestamp))
FROM session_pings
WHERE event_timestamp >= toDateTime({horizon:UInt32} - {session_gap:UInt32}, 'UTC') AND event_timestamp < toDateTime({horizon:UInt32}, 'UTC')
GROUP BY user_id
