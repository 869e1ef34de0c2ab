-- How many users registered on each day of a range, with which devices, in all
-- countries ('') or in one? Stand-ins for erased users (ids from 2^53 on)
-- are not new users. Days without new users have no row.
SELECT
    toDate(registered_at) AS date,
    sum(sign) AS new_users,
    sumIf(sign, device = 'iOS') AS ios,
    sumIf(sign, device = 'Android') AS android,
    sumIf(sign, device = 'Web') AS web
FROM signed_registration_data
WHERE date BETWEEN {from:Date} AND {to:Date}
    AND event_id < 9007199254740992
    AND ({country:String} = '' OR country = {country:String})
GROUP BY date
SETTINGS max_execution_time = 10, max_memory_usage = 2000000000
