-- What user_totals holds. A last session day that the table itself calls
-- doubtful (retracted_days) is not judged: the right one stands in its place.
SELECT
    totals.user_id AS user_id,
    min(totals.registration) AS registration,
    sum(totals.session_count) AS session_count,
    sum(totals.time_spent_in_game) AS time_spent_in_game,
    if(sum(totals.retracted_days) = 0, max(totals.last_session_date), max(days.last_date)) AS last_session_date,
    sum(totals.match_count) AS match_count,
    sum(totals.total_duration) AS total_duration,
    sum(totals.total_points_home) AS total_points_home,
    sum(totals.total_points_away) AS total_points_away,
    1 AS copies
FROM summed_user_totals AS totals
LEFT JOIN
(
    SELECT user_id, max(date) AS last_date
    FROM
    (
        SELECT user_id, date
        FROM {signed_sessions:Identifier}
        WHERE cityHash64(user_id) % {slices:UInt32} = {slice:UInt32}
        GROUP BY user_id, date
        HAVING sum(sign) > 0
    )
    GROUP BY user_id
) AS days ON days.user_id = totals.user_id
WHERE cityHash64(totals.user_id) % {slices:UInt32} = {slice:UInt32}
GROUP BY totals.user_id
HAVING registration.2 != 18446744073709551615 OR session_count != 0 OR time_spent_in_game != 0
    OR match_count != 0 OR total_duration != 0 OR total_points_home != 0 OR total_points_away != 0
