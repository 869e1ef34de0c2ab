-- The sums that every peer must find.
SELECT
    (SELECT count() FROM registration_data) AS registrations,
    (SELECT sum(session_count) FROM session_data) AS sessions,
    (SELECT sum(time_spent_in_game) FROM session_data) AS time_spent_in_game,
    (SELECT count() FROM session_data) AS session_data_rows,
    (SELECT count() FROM matches) AS matches,
    (SELECT sum(total_duration) FROM match_data) AS total_duration,
    (SELECT sum(total_points_home) FROM match_data) AS points_home,
    (SELECT sum(total_points_away) FROM match_data) AS points_away
FORMAT JSONEachRow
SETTINGS output_format_json_quote_64bit_integers = 0;
