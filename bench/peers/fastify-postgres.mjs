import Fastify from "fastify";
import pg from "pg";

// PGPORT=… node fastify-postgres.mjs: the API on Fastify and PostgreSQL, a
// pool of connections and one prepared query a request.

const USER_STATS = `SELECT
    country,
    CASE WHEN last_session_date <= current_date THEN current_date - last_session_date
      WHEN last_session_date IS NOT NULL THEN (SELECT current_date - max(date) FROM session_data WHERE user_id = $1 AND date <= current_date)
    END AS days_since_last_login,
    to_char(registered_local, 'YYYY-MM-DD HH24:MI:SS') AS registration_date_local_timezone,
    session_count AS number_of_sessions,
    time_spent_in_game,
    total_points_home AS total_points_won_home,
    total_points_away AS total_points_won_away,
    coalesce(round(100 * total_duration::numeric / nullif(time_spent_in_game, 0), 2), 0)::float8 AS percentage_time_spent_in_match
  FROM user_totals WHERE user_id = $1`;

const UUID =
  "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$";
const integer = { type: "integer" };
const text = { type: "string" };

const pool = new pg.Pool({
  host: "127.0.0.1",
  port: Number(process.env.PGPORT),
  user: "bench",
  database: "postgres",
});
const app = Fastify();

app.get(
  "/api/user-stats",
  {
    schema: {
      querystring: {
        type: "object",
        properties: { user_id: { type: "string", pattern: UUID } },
        required: ["user_id"],
        additionalProperties: false,
      },
      response: {
        200: {
          type: "object",
          properties: {
            user_id: text,
            country: text,
            days_since_last_login: { type: ["integer", "null"] },
            registration_date_local_timezone: text,
            number_of_sessions: integer,
            time_spent_in_game: integer,
            total_points_won_home: integer,
            total_points_won_away: integer,
            percentage_time_spent_in_match: { type: "number" },
          },
        },
      },
    },
  },
  async (request, reply) => {
    const userId = request.query.user_id.toLowerCase();
    const { rows } = await pool.query({
      name: "user-stats",
      text: USER_STATS,
      values: [userId],
    });
    if (rows.length === 0)
      return reply.code(404).send({ error: "no such user" });
    return { user_id: userId, ...rows[0] };
  },
);

app.get("/api/game-stats", async () => {
  const { rows } = await pool.query({
    name: "game-stats",
    text: "SELECT * FROM game_totals",
  });
  return rows[0];
});

console.log(await app.listen({ host: "127.0.0.1", port: 0 }));
