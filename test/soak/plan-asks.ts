import { formatDay, parseDay } from "../../common/days.ts";
import { TouchlineError } from "../../common/errors.ts";

/** An endpoint, and what is asked of it in a round, from 0 on. */
export type PlannedAsk = [name: string, pathOf: (round: number) => string];

/**
 * All endpoints, on four weeks up to the last day of the data; no two rounds
 * ask the same, for a hundred rounds or so.
 */
export async function planAsks(origin: string): Promise<PlannedAsk[]> {
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
  const ofRange = (path: string): PlannedAsk[] => [
    [path, (round) => `${path}?${range(round)}`],
    [`${path}, one country`, (round) => `${path}?country=US&${range(round)}`],
  ];
  const ofUser = (what: string): PlannedAsk => [
    `/api/users/{user_id}/${what}`,
    (round) => `/api/users/${user(round)}/${what}?${range(round)}`,
  ];
  const ofPage = (path: string): PlannedAsk => [
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
  return JSON.parse(await ask(origin, path)) as unknown;
}

/** Gives the body of an answer; throws input_failed for a refusal. */
async function ask(origin: string, path: string): Promise<string> {
  const response = await fetch(new URL(path, origin));
  const body = await response.text();
  if (!response.ok)
    throw new TouchlineError("input_failed", `${path}: ${body}`);
  return body;
}
