SELECT
    country,
    sum(new_users)::integer AS users,
    coalesce(sum(new_users) FILTER (WHERE date BETWEEN $1::date AND $2::date), 0)::integer AS new_users,
    coalesce(sum(ios) FILTER (WHERE date BETWEEN $1::date AND $2::date), 0)::integer AS ios,
    coalesce(sum(android) FILTER (WHERE date BETWEEN $1::date AND $2::date), 0)::integer AS android,
    coalesce(sum(web) FILTER (WHERE date BETWEEN $1::date AND $2::date), 0)::integer AS web
FROM new_users
WHERE country <> ''
GROUP BY country
ORDER BY 3 DESC, 2 DESC, 1
