-- How many users has each country, and how many of them registered on the days
-- of a range, with which devices? Stand-ins for erased users (ids from 2^53 on)
-- have no country.
SELECT
    country,
    sum(sign) AS users,
    sumIf(sign, in_range) AS new_users,
    sumIf(sign, in_range AND device = 'iOS') AS ios,
    sumIf(sign, in_range AND device = 'Android') AS android,
    sumIf(sign, in_range AND device = 'Web') AS web
FROM
(
    SELECT
        country::String AS country,
        device,
        sign,
        toDate(registered_at) BETWEEN {from:Date} AND {to:Date} AS in_range
    FROM signed_registration_data
    WHERE event_id < 9007199254740992
)
GROUP BY country
HAVING users > 0
ORDER BY new_users DESC, users DESC, country
SETTINGS max_execution_time = 10, max_memory_usage = 2000000000
