-- The matches that this run changes: their rows now, less their rows before.
-- A row follows from the two events of the match.
-- The rows of a run are whole already, so inserting need not merge them. Of a large
-- run, one slice of the matches at a time.
INSERT INTO change_matches
    (match_id, start_event_id, end_event_id, date, match_start, match_end, home_user_id, away_user_id, home_goals_scored, away_goals_scored, run_id, sign)
SETTINGS optimize_on_insert = 0, max_insert_threads = 4
SELECT
    match_id,
    start_event_id,
    end_event_id,
    toDate(any(changes.match_start), 'UTC') AS date,
    any(changes.match_start),
    any(changes.match_end),
    any(changes.home_user_id),
    any(changes.away_user_id),
    any(changes.home_goals_scored),
    any(changes.away_goals_scored),
    {run_id:UInt32},
    toInt8(sum(change)) AS sign
FROM
(
    SELECT
        starts.match_id AS match_id,
        starts.start_event_id AS start_event_id,
        ends.end_event_id AS end_event_id,
        starts.match_start AS match_start,
        ends.match_end AS match_end,
        starts.home_user_id AS home_user_id,
        starts.away_user_id AS away_user_id,
        ends.home_goals_scored AS home_goals_scored,
        ends.away_goals_scored AS away_goals_scored,
        1 AS change
    FROM run_match_starts AS starts
    INNER JOIN run_match_ends AS ends ON ends.match_id = starts.match_id
    WHERE cityHash64(starts.match_id) % {slices:UInt32} = {slice:UInt32}
    UNION ALL
    SELECT
        match_id,
        start_event_id,
        end_event_id,
        match_start,
        match_end,
        home_user_id,
        away_user_id,
        home_goals_scored,
        away_goals_scored,
        -sign
    FROM signed_matches
    WHERE match_id IN (SELECT match_id FROM run_judged_match_events)
        AND cityHash64(match_id) % {slices:UInt32} = {slice:UInt32}
) AS changes
GROUP BY match_id, start_event_id, end_event_id
HAVING sign != 0
