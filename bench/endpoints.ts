import { parseArgs } from "node:util";
import { formatDay, parseDay } from "../common/days.ts";
import { TouchlineError } from "../common/errors.ts";
import { runCommand } from "../common/run-command.ts";
import { print } from "./harness/print.ts";
import { spreadOf } from "./harness/stats.ts";
import { formatTable } from "./harness/table.ts";

const USAGE = `Usage: node dist/bench/endpoints.js ORIGIN [--rounds N]

How long does each endpoint of a running API take, one request at a time? Every
request asks something that was not asked before, so that none is answered from
memory (but user-stats without a date, of which memory is the point). Start the
API anew for each measurement: npm start, then this with http://localhost:5000.`;

/** What is asked in a round, from 0 on; no two rounds ask the same. */
type Ask = (round: number) => string;

await runCommand(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: "string", default: "15" },
      help: { type: "boolean" },
    },
  });
  const [origin] = positionals;
  if (values.help || origin === undefined) {
    print(USAGE);
    return;
  }
  const asks = await planAsks(origin);
  const times = new Map(asks.map(([name]) => [name, new Array<number>()]));
  const sizes = new Map<string, number>();
  // In turn, so that a machine that is slow for a while is slow for all; the
  // first round, in which everything is done for the first time, is dropped.
  for (let round = 0; round <= Number(values.rounds); round++)
    for (const [name, ask] of asks) {
      const since = performance.now();
      const body = await get(origin, ask(round));
      if (round > 0) times.get(name)?.push(performance.now() - since);
      sizes.set(name, body.length);
    }
  const rows = [...times].map(([name, all]) => {
    const { median, min, max } = spreadOf(all);
    const bytes = sizes.get(name)?.toLocaleString("en") ?? "";
    return [name, ...[median, min, max].map((time) => time.toFixed(1)), bytes];
  });
  const head = ["milliseconds", "median", "fastest", "slowest", "bytes"];
  print(formatTable([head, ...rows]));
});

/** All endpoints, on four weeks up to the last day of the data. */
async function planAsks(origin: string): Promise<[name: string, ask: Ask][]> {
  const { from, to } = (await getJson(origin, "/api/daily")) as {
    from: string;
    to: string;
  };
  const { players } = (await getJson(
    origin,
    "/api/leaderboard?limit=1000",
  )) as { players: { user_id: string }[] };
  if (players.length === 0)
    throw new TouchlineError("bad_usage", "the API has no matches to ask for");
  const user = (round: number) => players[round % players.length]?.user_id;
  // A day more each round, before the data begins or where it is thin.
  const range = (round: number) =>
    `from=${formatDay(Math.max(0, Number(parseDay(from)) - round))}&to=${to}`;
  const day = (round: number) =>
    formatDay(Math.max(0, Number(parseDay(to)) - 1 - round));
  const ofRange = (path: string): [string, Ask][] => [
    [path, (round) => `${path}?${range(round)}`],
    [`${path}, one country`, (round) => `${path}?country=US&${range(round)}`],
  ];
  const ofUser = (what: string): [string, Ask] => [
    `/api/users/{user_id}/${what}`,
    (round) => `/api/users/${user(round)}/${what}?${range(round)}`,
  ];
  const ofPage = (path: string): [string, Ask] => [
    path,
    (round) => `${path}?limit=${100 + round}`,
  ];
  return [
    ["/api/user-stats", (round) => `/api/user-stats?user_id=${user(round)}`],
    [
      "/api/user-stats, a day",
      (round) => `/api/user-stats?user_id=${user(round)}&date=${day(round)}`,
    ],
    ["/api/game-stats, a day", (round) => `/api/game-stats?date=${day(round)}`],
    ...ofRange("/api/daily"),
    ...ofRange("/api/active-users"),
    ...ofRange("/api/session-lengths"),
    ...ofRange("/api/new-users"),
    ["/api/countries", (round) => `/api/countries?${range(round)}`],
    ...ofRange("/api/retention"),
    ofPage("/api/leaderboard"),
    ofUser("days"),
    ofUser("sessions"),
    ofUser("matches"),
    ofPage("/api/runs"),
    ofPage("/api/rejected"),
    [
      "/api/rejected, one reason",
      (round) => `/api/rejected?reason=malformed_json&limit=${100 + round}`,
    ],
  ];
}

async function getJson(origin: string, path: string): Promise<unknown> {
  return JSON.parse(await get(origin, path)) as unknown;
}

async function get(origin: string, path: string): Promise<string> {
  const response = await fetch(new URL(path, origin));
  const body = await response.text();
  if (!response.ok)
    throw new TouchlineError("input_failed", `${path}: ${body}`);
  return body;
}
