import { readFileSync } from "node:fs";
import { join } from "node:path";
import Fastify from "fastify";
import pg from "pg";

// PGPORT=… node server.mjs: the API on Fastify and PostgreSQL, a pool of
// connections and one prepared query a request.

const UUID =
  "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";
const integer = { type: "integer" };
const text = { type: "string" };
const user = { type: "string", pattern: `^${UUID}$` };
const date = { type: "string", format: "date" };
const limit = { type: "integer", minimum: 1, maximum: 1000, default: 100 };
const after = { type: "string", pattern: `^\\d{1,9}_${UUID}$` };
const country = { type: "string", maxLength: 200, default: "" };

/** Precedes all players of the leaderboard. */
const FIRST_PLACE = "2147483647_00000000-0000-0000-0000-000000000000";

const pool = new pg.Pool({
  host: "127.0.0.1",
  port: Number(process.env.PGPORT),
  user: "bench",
  database: "postgres",
});
const app = Fastify();

function createQuery(name) {
  const path = join(import.meta.dirname, "queries", `${name}.sql`);
  const text = readFileSync(path, "utf8");
  return async (...values) => (await pool.query({ name, text, values })).rows;
}

function object(properties, required = []) {
  return { type: "object", properties, required, additionalProperties: false };
}

function unknownUser(reply) {
  return reply.code(404).send({ error: "no such user" });
}

/** Splits off the row that shows that there is a next page. */
function toPage(rows, limit, keyOf) {
  const page = rows.slice(0, limit);
  return { page, next: rows.length > limit ? keyOf(page.at(-1)) : null };
}

const queryUserStats = createQuery("user-stats");
const queryUserStatsOfDay = createQuery("user-stats-of-day");
app.get(
  "/api/user-stats",
  {
    schema: {
      querystring: object({ user_id: user, date }, ["user_id"]),
      response: {
        200: object({
          user_id: text,
          country: text,
          days_since_last_login: { type: ["integer", "null"] },
          registration_date_local_timezone: text,
          number_of_sessions: integer,
          time_spent_in_game: integer,
          total_points_won_home: integer,
          total_points_won_away: integer,
          percentage_time_spent_in_match: { type: "number" },
        }),
      },
    },
  },
  async ({ query: { user_id, date } }, reply) => {
    const userId = user_id.toLowerCase();
    const [row] = await (date === undefined
      ? queryUserStats(userId)
      : queryUserStatsOfDay(userId, date));
    return row ? { user_id: userId, ...row } : unknownUser(reply);
  },
);

/** A player's rows of a range; a player without any has one row of nulls. */
function addRowsOfUser(what, name, toAnswer) {
  const query = createQuery(name);
  app.get(
    `/api/users/:user_id/${what}`,
    {
      schema: {
        params: object({ user_id: user }),
        querystring: object({ from: date, to: date, limit }, ["from", "to"]),
      },
    },
    async ({ params, query: { from, to, limit } }, reply) => {
      const userId = params.user_id.toLowerCase();
      const values = what === "days" ? [] : [limit + 1];
      const rows = await query(userId, from, to, ...values);
      if (rows.length === 0) return unknownUser(reply);
      const found = rows[0].date === null ? [] : rows;
      return { user_id: userId, from, to, ...toAnswer(found, limit) };
    },
  );
}

const startOf = ({ started_at }) => Date.parse(started_at) / 1000;

addRowsOfUser("days", "user-days", (days) => ({ days }));
addRowsOfUser("sessions", "user-sessions", (rows, limit) => {
  const { page, next } = toPage(rows, limit, (row) => `${startOf(row)}`);
  return { sessions: page, next };
});
addRowsOfUser("matches", "user-matches", (rows, limit) => {
  const { page, next } = toPage(
    rows,
    limit,
    (row) => `${startOf(row)}_${row.match_id}`,
  );
  return { matches: page, next };
});

function addChart(name, rowsAre) {
  const query = createQuery(name);
  const takesCountry = name !== "countries";
  const querystring = object(
    { from: date, to: date, ...(takesCountry && { country }) },
    ["from", "to"],
  );
  app.get(
    `/api/${name}`,
    { schema: { querystring } },
    async ({ query: { from, to, country } }) => ({
      from,
      to,
      [rowsAre]: await (takesCountry
        ? query(from, to, country)
        : query(from, to)),
    }),
  );
}

addChart("daily", "days");
addChart("active-users", "days");
addChart("session-lengths", "days");
addChart("new-users", "days");
addChart("countries", "countries");
addChart("retention", "weeks");

const queryGameStats = createQuery("game-stats");
const queryGameStatsOfDay = createQuery("game-stats-of-day");
app.get(
  "/api/game-stats",
  { schema: { querystring: object({ date }) } },
  async ({ query: { date } }) => {
    const [row] = await (date === undefined
      ? queryGameStats()
      : queryGameStatsOfDay(date));
    return row;
  },
);

const queryLeaderboard = createQuery("leaderboard");
const queryLeaderboardOfCountry = createQuery("leaderboard-of-country");
app.get(
  "/api/leaderboard",
  { schema: { querystring: object({ country, limit, after }) } },
  async ({ query: { country, limit, after = FIRST_PLACE } }) => {
    const [points, userId] = after.split("_");
    const place = [-points, userId, limit + 1];
    const rows = await (country === ""
      ? queryLeaderboard(...place)
      : queryLeaderboardOfCountry(...place, country));
    const { page, next } = toPage(
      rows,
      limit,
      (player) => `${player.points}_${player.user_id}`,
    );
    return { players: page, next };
  },
);

console.log(await app.listen({ host: "127.0.0.1", port: 0 }));
