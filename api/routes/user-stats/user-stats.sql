-- What has each of these users done in all, and how many days before today
-- was their last session? One row of one table holds it all.
-- Without a valid registration its event_id is one that no event has.
-- The days mean nothing without sessions; they may be too few where
-- days_retracted is not 0, and are less than 0 for a session after today.
SELECT
    user_id,
    min(registration) AS registered,
    sum(session_count) AS number_of_sessions,
    sum(time_spent_in_game) AS seconds_in_game,
    sum(total_duration) AS seconds_in_match,
    sum(total_points_home) AS points_home,
    sum(total_points_away) AS points_away,
    dateDiff('day', max(last_session_date), {today:Date}) AS days_since_last_session,
    sum(retracted_days) AS days_retracted
FROM user_totals
WHERE user_id IN {users:Array(UUID)}
GROUP BY user_id
SETTINGS max_execution_time = 5
