SELECT
    day::date::text AS date,
    coalesce(daily, 0) AS daily_active_users,
    coalesce(weekly, 0) AS weekly_active_users,
    coalesce(monthly, 0) AS monthly_active_users,
    round(100 * daily::numeric / nullif(monthly, 0), 2)::float8 AS stickiness
FROM generate_series($1::date, $2::date, interval '1 day') AS day
LEFT JOIN active_users ON country = $3 AND date = day
ORDER BY day
