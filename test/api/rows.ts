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
  readonly sign?: 1 | -1;
}

/** Adds a registration and returns the user. */
export async function addRegistration(
  store: Store,
  userId: string = randomUUID(),
  {
    country = "US",
    localTime = "2024-10-09 11:27:35",
    at = 1_728_487_655,
    eventId = 1,
    sign = 1,
  }: RegistrationRow = {},
): Promise<string> {
  await insert(
    store,
    "signed_registration_data (user_id, registered_at, event_id, country, registration_date_local_timezone, device, run_id, sign)",
    [
      `('${userId}', ${at}, ${eventId}, '${country}', '${localTime}', 'iOS', 1, ${sign})`,
    ],
  );
  if (sign > 0)
    await insert(store, "summed_user_totals (user_id, registration, run_id)", [
      `('${userId}', (${at}, ${eventId}, '${country}', '${localTime}'), 1)`,
    ]);
  return userId;
}

export interface SessionDay {
  readonly userId: string;
  readonly date: string;
  readonly sessions: number;
  readonly seconds: number;
}

/** Adds sums of sessions; negative ones subtract. */
export async function addSessions(
  store: Store,
  ...days: readonly SessionDay[]
): Promise<void> {
  const byDay = days.map(
    ({ userId, date, sessions, seconds }) =>
      `('${userId}', '${date}', ${sessions}, ${seconds}, 1)`,
  );
  const columns = "user_id, date, session_count, time_spent_in_game, run_id";
  await insert(store, `summed_session_data (${columns})`, byDay);
  await insert(store, `summed_session_data_by_date (${columns})`, byDay);
  await insert(
    store,
    "summed_user_totals (user_id, session_count, time_spent_in_game, last_session_date, retracted_days, run_id)",
    days.map(
      ({ userId, date, sessions, seconds }) =>
        `('${userId}', ${sessions}, ${seconds}, '${sessions > 0 ? date : "1970-01-01"}', ${sessions < 0 ? 1 : 0}, 1)`,
    ),
  );
}

export interface MatchDay {
  readonly userId: string;
  readonly date: string;
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
  const byDay = days.map(
    ({ userId, date, seconds, home = 0, away = 0 }) =>
      `('${userId}', '${date}', ${seconds}, ${home}, ${away}, 1)`,
  );
  const sums = "total_duration, total_points_home, total_points_away, run_id";
  await insert(store, `summed_match_data (user_id, date, ${sums})`, byDay);
  await insert(
    store,
    `summed_match_data_by_date (user_id, date, ${sums})`,
    byDay,
  );
  await insert(
    store,
    `summed_user_totals (user_id, match_count, ${sums})`,
    days.map(
      ({ userId, matches = 1, seconds, home = 0, away = 0 }) =>
        `('${userId}', ${matches}, ${seconds}, ${home}, ${away}, 1)`,
    ),
  );
}

/** Keeps rows with the same key apart, as before a merge. */
export function stopMerges(store: Store): Promise<void> {
  return store.command({ name: "stop-merges", sql: "SYSTEM STOP MERGES" });
}

/** Merges rows with the same key, as the database does eventually. */
export async function mergeAll(store: Store): Promise<void> {
  const merge = (sql: string) => store.command({ name: "merge-all", sql });
  await merge("SYSTEM START MERGES");
  for (const table of [
    "signed_registration_data",
    "summed_session_data",
    "summed_match_data",
    "summed_user_totals",
  ])
    await merge(`OPTIMIZE TABLE ${table} FINAL`);
}

function insert(
  store: Store,
  into: string,
  rows: readonly string[],
): Promise<void> {
  const sql = `INSERT INTO ${into} VALUES ${rows.join(", ")}`;
  return store.command({ name: "add-rows", sql });
}
