SELECT
    week::text AS week,
    max(users) FILTER (WHERE weeks_since = -1) AS users,
    array_agg(users ORDER BY weeks_since) FILTER (WHERE weeks_since >= 0) AS active
FROM
(
    SELECT date_trunc('week', date)::date AS week, weeks_since, sum(users)::integer AS users
    FROM retention
    WHERE country = $3 AND date BETWEEN $1::date AND $2::date
    GROUP BY week, weeks_since
) AS weeks
GROUP BY week
ORDER BY week
