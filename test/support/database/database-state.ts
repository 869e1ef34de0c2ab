import type { Store } from "../../../clickhouse/connection/store.ts";
import type { OracleState } from "../oracle/oracle.ts";

/** The content of a database, in the form of the oracle. */
export type DatabaseState = Pick<
  OracleState,
  | "registrationData"
  | "sessions"
  | "matches"
  | "sessionData"
  | "matchData"
  | "held"
  | "rejectedByReason"
>;

const QUERIES = {
  registrationData: `SELECT toString(user_id) AS user_id, country,
      toString(registration_date_local_timezone) AS registration_date_local_timezone, device
    FROM registration_data`,
  sessions: `SELECT toString(user_id) AS user_id, toString(date) AS date,
      toUnixTimestamp(session_start) AS session_start, toUnixTimestamp(session_end) AS session_end
    FROM sessions`,
  matches: `SELECT toString(match_id) AS match_id, toString(home_user_id) AS home_user_id, toString(away_user_id) AS away_user_id,
      toUnixTimestamp(match_start) AS match_start, toUnixTimestamp(match_end) AS match_end,
      home_goals_scored, away_goals_scored, toString(date) AS date
    FROM matches`,
  sessionData: `SELECT toString(user_id) AS user_id, toString(date) AS date, session_count, time_spent_in_game
    FROM session_data`,
  matchData: `SELECT toString(user_id) AS user_id, toString(date) AS date, total_duration, total_points_home, total_points_away
    FROM match_data`,
  held: "SELECT event_id, reason FROM held_events",
};

/** Reads the views of a database. */
export async function readState(store: Store): Promise<DatabaseState> {
  const entries = await Promise.all(
    Object.entries(QUERIES).map(
      async ([name, sql]) => [name, await store.query({ name, sql })] as const,
    ),
  );
  const rejected = await store.query<{ reason: string; lines: number }>({
    name: "rejected",
    sql: "SELECT reason, count() AS lines FROM rejected_events GROUP BY reason",
  });
  return {
    ...(Object.fromEntries(entries) as unknown as Omit<
      DatabaseState,
      "rejectedByReason"
    >),
    rejectedByReason: Object.fromEntries(
      rejected.map(({ reason, lines }) => [reason, Number(lines)]),
    ),
  };
}

/** The same state, whatever the order of its rows. */
export function inOrder(state: DatabaseState): Record<string, unknown> {
  const sorted = (rows: readonly unknown[]) =>
    rows.map((row) => JSON.stringify(sortKeys(row))).sort();
  return {
    registrationData: sorted(state.registrationData),
    sessions: sorted(state.sessions),
    matches: sorted(state.matches),
    sessionData: sorted(state.sessionData),
    matchData: sorted(state.matchData),
    held: sorted(state.held),
    rejectedByReason: sortKeys(state.rejectedByReason),
  };
}

function sortKeys(row: unknown): unknown {
  return Object.fromEntries(
    Object.entries(row as object).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/**
 * Empties a database, which is faster than creating one: of some fifty tables,
 * few have rows.
 */
export async function emptyDatabase(store: Store): Promise<void> {
  const filled = await store.rows<{ name: string }>({
    name: "filled",
    sql: `SELECT name FROM system.tables
      WHERE database = currentDatabase() AND endsWith(engine, 'MergeTree') AND name != 'migrations' AND total_rows > 0`,
  });
  await Promise.all(
    filled.map(({ name }) =>
      store.command({ name: "empty", sql: `TRUNCATE TABLE ${name}` }),
    ),
  );
  await forgetRebuilding(store);
}

/**
 * Removes from tables which run rebuilt them: the numbers of runs begin anew,
 * and a run would take such a table for one that it has to exchange.
 */
async function forgetRebuilding(store: Store): Promise<void> {
  const rebuilt = await store.rows<{ name: string }>({
    name: "rebuilt",
    sql: "SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(comment, 'rebuilt by')",
  });
  for (const { name } of rebuilt)
    await store.command({
      name: "forget-rebuilding",
      sql: `ALTER TABLE ${name} MODIFY COMMENT ''`,
    });
}
