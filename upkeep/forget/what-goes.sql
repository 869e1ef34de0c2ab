-- How many rows are removed, by table, and how many held pings keep their line.
WITH
    (SELECT count() FROM session_pings WHERE event_timestamp < toDateTime({horizon:UInt32}, 'UTC')) AS early_pings,
    (
        SELECT count()
        FROM session_pings AS pings
        INNER JOIN
        (
            SELECT user_id, min(chain_start) AS chain_start FROM kept_chains GROUP BY user_id
        ) AS chains ON chains.user_id = pings.user_id
        WHERE pings.event_timestamp >= toDateTime((SELECT min(chain_start) FROM kept_chains), 'UTC')
            AND pings.event_timestamp < toDateTime({horizon:UInt32}, 'UTC')
            AND toUInt32(pings.event_timestamp) >= chains.chain_start
    ) AS kept_pings
SELECT
    early_pings - kept_pings AS sessionPings,
    (SELECT count() FROM forgotten_held_pings) AS heldPings,
    (
        SELECT count()
        FROM signed_rejected_events FINAL
        WHERE source_run_id IN (SELECT run_id FROM ledger WHERE started_at < toDateTime({horizon:UInt32}, 'UTC'))
            AND
            (
                reason NOT IN ('duplicate_registration', 'unregistered_user', 'before_registration', 'match_conflict', 'match_unpaired')
                OR (source_run_id, file_number, line) IN (SELECT source_run_id, file_number, line FROM forgotten_held_pings)
            )
    ) AS rejectedLines
