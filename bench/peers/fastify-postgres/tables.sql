-- The rows of Touchline's views for analysts, as one would lay them out in
-- PostgreSQL: each table clustered by player, a match in two rows, one for each
-- of its players.
CREATE UNLOGGED TABLE users
(
    user_id uuid NOT NULL,
    country text NOT NULL,
    device text NOT NULL,
    registered_at timestamp NOT NULL,
    registered_local timestamp NOT NULL
);

CREATE UNLOGGED TABLE session_data
(
    user_id uuid NOT NULL,
    date date NOT NULL,
    session_count integer NOT NULL,
    time_spent_in_game integer NOT NULL
);

CREATE UNLOGGED TABLE match_data
(
    user_id uuid NOT NULL,
    date date NOT NULL,
    total_duration integer NOT NULL,
    total_points_home integer NOT NULL,
    total_points_away integer NOT NULL
);

CREATE UNLOGGED TABLE sessions
(
    user_id uuid NOT NULL,
    session_start timestamp NOT NULL,
    session_end timestamp NOT NULL
);

CREATE UNLOGGED TABLE matches
(
    match_id uuid NOT NULL,
    match_start timestamp NOT NULL,
    match_end timestamp NOT NULL,
    home_user_id uuid NOT NULL,
    away_user_id uuid NOT NULL,
    home_goals smallint NOT NULL,
    away_goals smallint NOT NULL
);

\copy users FROM 'users.csv' (FORMAT csv)
\copy session_data FROM 'session_data.csv' (FORMAT csv)
\copy match_data FROM 'match_data.csv' (FORMAT csv)
\copy sessions FROM 'sessions.csv' (FORMAT csv)
\copy matches FROM 'matches.csv' (FORMAT csv)

CREATE UNLOGGED TABLE user_matches AS
SELECT
    home_user_id AS user_id,
    match_start,
    match_id,
    match_end,
    true AS is_home,
    away_user_id AS opponent,
    home_goals AS goals_scored,
    away_goals AS goals_conceded
FROM matches
UNION ALL
SELECT away_user_id, match_start, match_id, match_end, false, home_user_id, away_goals, home_goals
FROM matches;

-- Sessions and matches of a day in one row: both are asked for together.
CREATE UNLOGGED TABLE user_days AS
SELECT
    user_id,
    date,
    coalesce(session_count, 0) AS sessions,
    coalesce(time_spent_in_game, 0) AS seconds_in_game,
    coalesce(total_duration, 0) AS seconds_in_match,
    coalesce(total_points_home, 0) AS points_home,
    coalesce(total_points_away, 0) AS points_away
FROM session_data
FULL JOIN match_data USING (user_id, date);

DROP TABLE session_data, match_data, matches;

ALTER TABLE users ADD PRIMARY KEY (user_id);
ALTER TABLE user_days ADD PRIMARY KEY (user_id, date);
ALTER TABLE sessions ADD PRIMARY KEY (user_id, session_start);
ALTER TABLE user_matches ADD PRIMARY KEY (user_id, match_start, match_id);
CLUSTER users USING users_pkey;
CLUSTER user_days USING user_days_pkey;
CLUSTER sessions USING sessions_pkey;
CLUSTER user_matches USING user_matches_pkey;
ANALYZE;
