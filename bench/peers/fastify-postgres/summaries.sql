-- What must be refreshed after each change of the tables: a row for each player,
-- and for the charts a row for each day and country, '' for all countries.
CREATE MATERIALIZED VIEW user_totals AS
SELECT
    user_id,
    country,
    registered_local,
    coalesce(sessions, 0) AS session_count,
    coalesce(seconds_in_game, 0) AS time_spent_in_game,
    last_session_date,
    coalesce(seconds_in_match, 0) AS total_duration,
    coalesce(points_home, 0) AS total_points_home,
    coalesce(points_away, 0) AS total_points_away
FROM users
LEFT JOIN
(
    SELECT
        user_id,
        sum(sessions)::integer AS sessions,
        sum(seconds_in_game)::integer AS seconds_in_game,
        max(date) FILTER (WHERE sessions > 0) AS last_session_date,
        sum(seconds_in_match)::integer AS seconds_in_match,
        sum(points_home)::integer AS points_home,
        sum(points_away)::integer AS points_away
    FROM user_days
    GROUP BY user_id
) AS done USING (user_id)
ORDER BY user_id;

CREATE UNIQUE INDEX ON user_totals (user_id);

CREATE MATERIALIZED VIEW leaderboard AS
SELECT
    rank() OVER (ORDER BY points DESC)::integer AS rank,
    rank() OVER (PARTITION BY country ORDER BY points DESC)::integer AS rank_in_country,
    user_id,
    country,
    points,
    points_home,
    points_away,
    matches
FROM
(
    SELECT
        user_id,
        country,
        total_points_home + total_points_away AS points,
        total_points_home AS points_home,
        total_points_away AS points_away,
        matches
    FROM user_totals
    INNER JOIN (SELECT user_id, count(*)::integer AS matches FROM user_matches GROUP BY user_id) AS played
        USING (user_id)
) AS players
ORDER BY points DESC, user_id;

-- Falling points and rising ids: a page begins at one place of the index.
CREATE INDEX leaderboard_of_all ON leaderboard ((-points), user_id);
CREATE INDEX leaderboard_of_country ON leaderboard (country, (-points), user_id);

CREATE MATERIALIZED VIEW new_users AS
SELECT
    coalesce(country, '') AS country,
    registered_at::date AS date,
    count(*)::integer AS new_users,
    (count(*) FILTER (WHERE device = 'iOS'))::integer AS ios,
    (count(*) FILTER (WHERE device = 'Android'))::integer AS android,
    (count(*) FILTER (WHERE device = 'Web'))::integer AS web
FROM users
GROUP BY GROUPING SETS ((registered_at::date), (country, registered_at::date));

CREATE UNIQUE INDEX ON new_users (country, date);

CREATE MATERIALIZED VIEW daily AS
SELECT *
FROM
(
    SELECT
        coalesce(country, '') AS country,
        date,
        (count(*) FILTER (WHERE sessions > 0))::integer AS active_users,
        (count(*) FILTER (WHERE sessions > 0 AND registered_at::date <> date))::integer AS returning_users,
        sum(sessions)::integer AS sessions,
        sum(seconds_in_game)::float8 AS time_spent_in_game,
        sum(seconds_in_match)::float8 AS time_spent_in_matches
    FROM user_days
    INNER JOIN users USING (user_id)
    GROUP BY GROUPING SETS ((date), (country, date))
) AS played
FULL JOIN
(
    SELECT
        country,
        date,
        count(*)::integer AS matches,
        (count(*) FILTER (WHERE goals_scored > goals_conceded))::integer AS home_wins,
        (count(*) FILTER (WHERE goals_scored = goals_conceded))::integer AS draws,
        (count(*) FILTER (WHERE goals_scored < goals_conceded))::integer AS away_wins
    FROM
    (
        SELECT countries.country, match_start::date AS date, goals_scored, goals_conceded
        FROM user_matches AS played
        INNER JOIN users AS home ON home.user_id = played.user_id
        INNER JOIN users AS away ON away.user_id = played.opponent
        CROSS JOIN LATERAL
        (
            SELECT '' AS country
            UNION
            SELECT home.country
            UNION
            SELECT away.country
        ) AS countries
        WHERE is_home
    ) AS played
    GROUP BY country, date
) AS matched USING (country, date)
FULL JOIN (SELECT country, date, new_users FROM new_users) AS registered USING (country, date);

CREATE UNIQUE INDEX ON daily (country, date);

-- A player who was active on a day counts in the weeks of that day and the six
-- after it, or until the next active day, which counts the player on.
CREATE MATERIALIZED VIEW active_users AS
WITH
active AS
(
    SELECT coalesce(country, '') AS country, date, next_date, count(*) AS users
    FROM
    (
        SELECT user_id, date, lead(date) OVER (PARTITION BY user_id ORDER BY date) AS next_date
        FROM user_days
        WHERE sessions > 0
    ) AS days
    INNER JOIN users USING (user_id)
    GROUP BY GROUPING SETS ((date, next_date), (country, date, next_date))
),
changes AS
(
    SELECT country, date, users AS on_day, users AS in_week, users AS in_month FROM active
    UNION ALL
    SELECT country, least(date + 7, next_date), 0, -users, 0 FROM active
    UNION ALL
    SELECT country, least(date + 30, next_date), 0, 0, -users FROM active
    UNION ALL
    SELECT country, day::date, 0, 0, 0
    FROM (SELECT country, min(date) AS first, max(date) + 30 AS last FROM active GROUP BY country) AS span,
        generate_series(first, last, interval '1 day') AS day
)
SELECT
    country,
    date,
    sum(on_day)::integer AS daily,
    (sum(sum(in_week)) OVER by_day)::integer AS weekly,
    (sum(sum(in_month)) OVER by_day)::integer AS monthly
FROM changes
GROUP BY country, date
WINDOW by_day AS (PARTITION BY country ORDER BY date);

CREATE UNIQUE INDEX ON active_users (country, date);

CREATE MATERIALIZED VIEW session_lengths AS
SELECT
    country,
    date,
    max(of_day)::integer AS sessions,
    min(length) FILTER (WHERE 2 * upto >= of_day) AS median,
    min(length) FILTER (WHERE 10 * upto >= 9 * of_day) AS p90,
    max(length) AS longest
FROM
(
    SELECT
        country,
        date,
        length,
        sum(number) OVER (PARTITION BY country, date ORDER BY length) AS upto,
        sum(number) OVER (PARTITION BY country, date) AS of_day
    FROM
    (
        SELECT coalesce(country, '') AS country, date, length, count(*) AS number
        FROM
        (
            SELECT
                country,
                session_start::date AS date,
                extract(epoch FROM session_end - session_start)::integer AS length
            FROM sessions
            INNER JOIN users USING (user_id)
        ) AS lengths
        GROUP BY GROUPING SETS ((date, length), (country, date, length))
    ) AS counted
) AS summed
GROUP BY country, date;

CREATE UNIQUE INDEX ON session_lengths (country, date);

-- By day of registration, so that any range can be summed up by week;
-- weeks_since is -1 in the rows with the number of new users.
CREATE MATERIALIZED VIEW retention AS
WITH
registered AS
(
    SELECT user_id, country, registered_at::date AS date, date_trunc('week', registered_at)::date AS week
    FROM users
),
last AS
(
    SELECT greatest((SELECT max(date) FROM user_days), (SELECT max(date) FROM registered)) AS day
)
SELECT country, date, weeks_since, sum(users)::integer AS users
FROM
(
    SELECT country, date, -1 AS weeks_since, new_users AS users FROM new_users
    UNION ALL
    SELECT country, date, generate_series(0, ((SELECT day FROM last) - date_trunc('week', date)::date) / 7), 0
    FROM new_users
    UNION ALL
    SELECT coalesce(country, ''), date, (monday - week) / 7, count(*)
    FROM
    (
        SELECT DISTINCT user_id, date_trunc('week', date)::date AS monday
        FROM user_days
        WHERE sessions > 0
    ) AS played
    INNER JOIN registered USING (user_id)
    GROUP BY GROUPING SETS ((date, monday, week), (country, date, monday, week))
) AS counted
GROUP BY country, date, weeks_since;

CREATE UNIQUE INDEX ON retention (country, date, weeks_since);

CREATE MATERIALIZED VIEW game_days AS
SELECT
    date,
    (count(*) FILTER (WHERE sessions > 0))::integer AS active_users,
    sum(sessions)::integer AS number_of_sessions,
    array_agg(user_id::text ORDER BY user_id) FILTER (WHERE seconds_in_match > 0 AND place = 1) AS user_with_most_points
FROM
(
    SELECT *, rank() OVER (PARTITION BY date, seconds_in_match > 0 ORDER BY points_home + points_away DESC) AS place
    FROM user_days
) AS days
GROUP BY date;

CREATE UNIQUE INDEX ON game_days (date);

CREATE MATERIALIZED VIEW game_totals AS
SELECT
    (count(*) FILTER (WHERE session_count > 0))::integer AS active_users,
    sum(session_count)::integer AS number_of_sessions,
    (SELECT array_agg(user_id::text ORDER BY user_id) FROM leaderboard WHERE rank = 1) AS user_with_most_points
FROM user_totals;

VACUUM ANALYZE;
CREATE EXTENSION pg_prewarm;
SELECT count(pg_prewarm(oid)) FROM pg_class WHERE relkind IN ('r', 'i', 'm') AND relnamespace = 'public'::regnamespace;
