-- What user-stats and game-stats need, as one would lay it out for them: a row
-- a user under its key, a user's session days for logins after today, and
-- one row for the whole game.
CREATE UNLOGGED TABLE user_totals
(
    user_id uuid PRIMARY KEY,
    country text NOT NULL,
    registered_local timestamp NOT NULL,
    session_count integer NOT NULL,
    time_spent_in_game integer NOT NULL,
    last_session_date date,
    total_duration integer NOT NULL,
    total_points_home integer NOT NULL,
    total_points_away integer NOT NULL
);

CREATE UNLOGGED TABLE session_data
(
    user_id uuid NOT NULL,
    date date NOT NULL,
    session_count integer NOT NULL,
    time_spent_in_game integer NOT NULL,
    PRIMARY KEY (user_id, date)
);

\copy user_totals FROM 'user_totals.csv' (FORMAT csv)
\copy session_data FROM 'session_data.csv' (FORMAT csv)

CREATE UNLOGGED TABLE game_totals AS
SELECT
    count(*) FILTER (WHERE session_count > 0)::integer AS active_users,
    sum(session_count)::integer AS number_of_sessions,
    round(sum(session_count)::numeric / nullif(count(*) FILTER (WHERE session_count > 0), 0), 2)::float8 AS avg_sessions_for_users,
    (
        SELECT array_agg(user_id::text ORDER BY user_id::text)
        FROM user_totals
        WHERE total_points_home + total_points_away = (SELECT max(total_points_home + total_points_away) FROM user_totals)
    ) AS user_with_most_points
FROM user_totals;

VACUUM ANALYZE;
