SELECT
    day::date::text AS date,
    coalesce(new_users, 0) AS new_users,
    coalesce(ios, 0) AS ios,
    coalesce(android, 0) AS android,
    coalesce(web, 0) AS web
FROM generate_series($1::date, $2::date, interval '1 day') AS day
LEFT JOIN new_users ON country = $3 AND date = day
ORDER BY day
