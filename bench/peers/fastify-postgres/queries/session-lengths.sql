SELECT day::date::text AS date, coalesce(sessions, 0) AS sessions, median, p90, longest
FROM generate_series($1::date, $2::date, interval '1 day') AS day
LEFT JOIN session_lengths ON country = $3 AND date = day
ORDER BY day
