-- Changes to the events that earlier runs hold: +1 for each new reason, -1 for
-- each reason that no longer applies.
INSERT INTO run_held_changes
WITH old_match_events AS
    (
        SELECT * FROM run_match_verdicts WHERE position IS NULL
    )
SELECT
    waits_for,
    event_id,
    reason,
    event_type,
    event_timestamp,
    match_id,
    source_run_id,
    file_number,
    line,
    byte_offset,
    toInt8(sum(change)) AS sign
FROM
(
    SELECT waits_for, event_id, reason, event_type, event_timestamp, match_id, source_run_id, file_number, line, byte_offset, -1 AS change
    FROM run_waiting
    WHERE event_type = 'session_ping'
    UNION ALL
    SELECT waits_for, waiting.event_id, 'before_registration', event_type, event_timestamp, match_id, source_run_id, file_number, line, byte_offset, 1
    FROM run_waiting AS waiting
    INNER JOIN run_changed_users AS users ON users.user_id = waiting.waits_for
    WHERE event_type = 'session_ping' AND event_timestamp < users.registered_at
    UNION ALL
    SELECT user_id, event_id, 'duplicate_registration', 'registration', event_timestamp, toUUID('00000000-0000-0000-0000-000000000000'), run_id, file_number, line, byte_offset, 1
    FROM registrations
    WHERE user_id IN (SELECT user_id FROM run_changed_users)
        AND event_id IN (SELECT event_id FROM run_current_registrations WHERE user_id IN (SELECT user_id FROM run_changed_users))
    UNION ALL
    SELECT waits_for, event_id, reason, event_type, event_timestamp, match_id, source_run_id, file_number, line, byte_offset, -sign
    FROM signed_held_events
    WHERE event_type = 'match'
        AND event_id IN (SELECT event_id FROM old_match_events)
        AND waits_for IN (SELECT arrayJoin([match_id, home_user_id, away_user_id]) FROM old_match_events)
    UNION ALL
    SELECT waits_for, event_id, reason, 'match', event_timestamp, match_id, source_run_id, file_number, line, byte_offset, 1
    FROM old_match_events
    WHERE reason != ''
)
GROUP BY ALL
HAVING sign != 0
