SELECT
    day::date::text AS date,
    coalesce(active_users, 0) AS active_users,
    coalesce(new_users, 0) AS new_users,
    coalesce(returning_users, 0) AS returning_users,
    coalesce(sessions, 0) AS sessions,
    coalesce(time_spent_in_game, 0) AS time_spent_in_game,
    coalesce(time_spent_in_matches, 0) AS time_spent_in_matches,
    coalesce(matches, 0) AS matches,
    coalesce(home_wins, 0) AS home_wins,
    coalesce(draws, 0) AS draws,
    coalesce(away_wins, 0) AS away_wins
FROM generate_series($1::date, $2::date, interval '1 day') AS day
LEFT JOIN daily ON country = $3 AND date = day
ORDER BY day
