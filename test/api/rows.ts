import { randomUUID } from "node:crypto";
import type { Store } from "../../clickhouse/connection/store.ts";

/** Writes what a run would publish, row by row. */

export interface RegistrationRow {
  readonly country?: string;
  /** The wall clock of the country. */
  readonly localTime?: string;
  /** Unix time, seconds. */
  readonly at?: number;
  readonly eventId?: number;
}

/** Adds a registration, the first one or an earlier one, and returns the user. */
export async function addRegistration(
  store: Store,
  userId: string = randomUUID(),
  {
    country = "US",
    localTime = "2024-10-09 11:27:35",
    at = 1_728_487_655,
    eventId = 1,
  }: RegistrationRow = {},
): Promise<string> {
  await insert(store, "summed_players (user_id, registration)", [
    `('${userId}', (${at}, ${eventId}, '${country}', '${localTime}', 'iOS'))`,
  ]);
  // Not a stand-in for an erased user.
  if (eventId < 2 ** 53)
    await addCounts(
      store,
      [...new Set(["", country])].flatMap((of) =>
        ["", "iOS"].flatMap((device) => [
          `('new_players', '${of}', '${device}', toDate(${at}), 0, 1)`,
          `('retention', '${of}', '${device}', toDate(${at}), -1, 1)`,
        ]),
      ),
    );
  return userId;
}

interface PlayerDay {
  readonly userId: string;
  readonly date: string;
}

export interface SessionDay extends PlayerDay {
  readonly sessions: number;
  readonly seconds: number;
}

/** Adds sums of sessions; negative ones subtract. */
export async function addSessions(
  store: Store,
  ...days: readonly SessionDay[]
): Promise<void> {
  await addDays(store, days, ({ sessions, seconds }) => [
    ...[sessions, seconds, 0, 0, 0, 0],
  ]);
  await addCounts(
    store,
    days.flatMap(({ date, sessions, seconds }) => [
      `('sessions', '', '', '${date}', 0, ${sessions})`,
      `('seconds', '', '', '${date}', 0, ${seconds})`,
    ]),
  );
}

export interface MatchDay extends PlayerDay {
  readonly matches?: number;
  readonly seconds: number;
  readonly home?: number;
  readonly away?: number;
}

/** Adds sums of matches; negative ones subtract. */
export async function addMatches(
  store: Store,
  ...days: readonly MatchDay[]
): Promise<void> {
  await addDays(store, days, ({ matches = 1, seconds, home = 0, away = 0 }) => [
    ...[0, 0, matches, seconds, home, away],
  ]);
  await addCounts(
    store,
    days.map(
      ({ date, matches = 1 }) =>
        `('matches', '', '', '${date}', 0, ${matches})`,
    ),
  );
}

/**
 * Adds to the days of players, and to what counts players by what they have
 * done what is then, less what was before.
 */
async function addDays<Day extends PlayerDay>(
  store: Store,
  days: readonly Day[],
  numbersOf: (day: Day) => number[],
): Promise<void> {
  const users = `(${days.map(({ userId }) => `'${userId}'`).join(", ")})`;
  await addStates(store, users, -1);
  await insert(
    store,
    "summed_players (user_id, days)",
    days.map((day) => {
      const numbers = numbersOf(day).map((number) => `[${number}]`);
      return `('${day.userId}', (['${day.date}'], ${numbers.join(", ")}))`;
    }),
  );
  await addStates(store, users, 1);
}

/** Adds the players' activity and their places in the leaderboards, or takes them away. */
async function addStates(
  store: Store,
  users: string,
  sign: 1 | -1,
): Promise<void> {
  const states = `(
    SELECT user_id, sumMap(days) AS days
    FROM summed_players
    WHERE user_id IN ${users}
    GROUP BY user_id
  )`;
  await select(
    store,
    "summed_day_counts (metric, country, device, date, bucket, n)",
    `SELECT 'active_1', '', '', day, 0, ${sign}
    FROM ${states} ARRAY JOIN days.1 AS day, days.2 AS sessions
    WHERE sessions > 0
    UNION ALL
    SELECT 'first_session', '', '', arrayFilter((day, sessions) -> sessions > 0, days.1, days.2)[1] AS first, 0, ${sign}
    FROM ${states}
    WHERE arrayMax(days.2) > 0`,
  );
  await select(
    store,
    "signed_leaderboard (period, date, country, points, user_id, points_home, points_away, matches, sign)",
    `SELECT period, day, '', home + away, user_id, home, away, matches, ${sign}
    FROM ${states} ARRAY JOIN
      arrayPushBack(arrayMap(day -> 'day', days.1), 'all') AS period,
      arrayPushBack(days.1, toDate(0)) AS day,
      arrayPushBack(days.4, arraySum(days.4)) AS matches,
      arrayPushBack(days.6, arraySum(days.6)) AS home,
      arrayPushBack(days.7, arraySum(days.7)) AS away
    WHERE matches > 0`,
  );
}

/** Keeps rows with the same key apart, as before a merge. */
export function stopMerges(store: Store): Promise<void> {
  return onShards(store, "SYSTEM STOP MERGES");
}

/** Runs a statement wherever the tables have rows. */
export async function onShards(store: Store, sql: string): Promise<void> {
  for (const shard of store.shards)
    await shard.command({ name: "on-shards", sql });
}

/** Merges rows with the same key, as the database does eventually. */
export async function mergeAll(store: Store): Promise<void> {
  await onShards(store, "SYSTEM START MERGES");
  for (const table of [
    "summed_players",
    "summed_day_counts",
    "signed_leaderboard",
    "signed_player_sessions",
    "signed_player_matches",
  ])
    await onShards(store, `OPTIMIZE TABLE ${table} FINAL`);
}

const addCounts = (store: Store, rows: readonly string[]): Promise<void> =>
  insert(
    store,
    "summed_day_counts (metric, country, device, date, bucket, n)",
    rows,
  );

const insert = (
  store: Store,
  into: string,
  rows: readonly string[],
): Promise<void> => select(store, into, `VALUES ${rows.join(", ")}`);

function select(store: Store, into: string, rows: string): Promise<void> {
  const sql = `INSERT INTO ${into} ${rows}`;
  return store.command({ name: "add-rows", sql });
}
