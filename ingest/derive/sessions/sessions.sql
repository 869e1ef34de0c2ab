-- The sessions that this run changes: old sessions and new islands of a user
-- that are at most the session gap apart are one session. An old session that
-- does not change cancels out; users without an old session nearby are skipped. The rows
-- of a run are whole already, so inserting need not merge them.
INSERT INTO change_sessions (date, user_id, session_start, session_end, run_id, sign)
SETTINGS optimize_on_insert = 0, max_insert_threads = 4, min_insert_block_size_rows = 500000
SELECT
    toDate(toDateTime(session_start, 'UTC'), 'UTC') AS date,
    user_id,
    toDateTime(session_start, 'UTC'),
    toDateTime(session_end, 'UTC'),
    {run_id:UInt32},
    sign
FROM
(
    SELECT user_id, session_start, session_end, toInt8(1) AS sign
    FROM run_islands
    WHERE user_id NOT IN (SELECT user_id FROM run_near_sessions)
    UNION ALL
    SELECT user_id, session_start, session_end, toInt8(sum(change)) AS sign
    FROM
    (
        SELECT user_id, min(interval_start) AS session_start, max(interval_end) AS session_end, 1 AS change
        FROM
        (
            SELECT
                user_id,
                interval_start,
                interval_end,
                sum(is_first) OVER (PARTITION BY user_id ORDER BY interval_start, interval_end ROWS UNBOUNDED PRECEDING) AS session
            FROM
            (
                SELECT
                    user_id,
                    interval_start,
                    interval_end,
                    toInt64(interval_start) - {session_gap:UInt32} > toInt64(max(interval_end) OVER (PARTITION BY user_id ORDER BY interval_start, interval_end ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS is_first
                FROM
                (
                    SELECT user_id, session_start AS interval_start, session_end AS interval_end FROM run_near_sessions
                    UNION ALL
                    SELECT user_id, session_start, session_end FROM run_islands
                    WHERE user_id IN (SELECT user_id FROM run_near_sessions)
                )
            )
        )
        GROUP BY user_id, session
        UNION ALL
        SELECT user_id, session_start, session_end, -1 FROM run_near_sessions
    )
    GROUP BY user_id, session_start, session_end
    HAVING sign != 0
)
