-- The held pings that go, and where the line of each stands.
CREATE TABLE forgotten_held_pings ENGINE = Memory COMMENT 'dropped when the run ends' AS
SELECT held.event_id AS event_id, held.event_timestamp AS event_timestamp, held.source_run_id AS source_run_id, held.file_number AS file_number, held.line AS line
FROM signed_held_events AS held FINAL
LEFT JOIN
(
    SELECT user_id, min(chain_start) AS chain_start FROM kept_chains GROUP BY user_id
) AS chains ON chains.user_id = held.waits_for
WHERE held.event_type = 'session_ping'
    AND held.event_timestamp < toDateTime({horizon:UInt32}, 'UTC')
    AND (chains.chain_start = 0 OR toUInt32(held.event_timestamp) < chains.chain_start)
