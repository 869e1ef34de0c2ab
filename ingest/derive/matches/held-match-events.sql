-- The match events of this run that do not count.
INSERT INTO run_held (position, event_id, event_type, event_timestamp, match_id, reason, waits_for)
SELECT assumeNotNull(position), event_id, 'match', event_timestamp, match_id, reason, waits_for
FROM run_match_verdicts
WHERE position IS NOT NULL AND reason != ''
