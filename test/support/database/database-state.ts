import type { Store } from "../../../clickhouse/connection/store.ts";
import { REASONS } from "../../../common/reasons.ts";
import { answerRowsOf, type AnswerRows } from "../oracle/answer-rows.ts";
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
  | "lateDetails"
  | "registeredOn"
  | "clockOffsets"
> & {
  /** What the database has; where left out, what follows from the rest. */
  readonly answerRows?: AnswerRows;
};

/** The reasons that other events decide. */
const LATE = REASONS.slice(REASONS.indexOf("duplicate_event"))
  .map((reason) => `'${reason}'`)
  .join(", ");

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
  lateDetails: `SELECT reason, detail FROM rejected_events WHERE reason IN (${LATE})`,
};

const ANSWER_ROWS: Record<keyof AnswerRows, string> = {
  players: `SELECT user_id, first.3 AS country, first.5 AS device, toString(first.4) AS registration_date_local_timezone,
      arrayZip(days.1, days.2, days.3, days.4, days.5, days.6, days.7) AS days
    FROM (SELECT toString(user_id) AS user_id, min(registration) AS first, sumMap(players.days) AS days
      FROM summed_players AS players GROUP BY user_id)`,
  playerSessions: `SELECT toString(user_id) AS user_id, toUnixTimestamp(session_start) AS session_start,
      toUnixTimestamp(session_end) AS session_end, sum(sign) AS copies
    FROM signed_player_sessions GROUP BY ALL HAVING copies != 0`,
  playerMatches: `SELECT toString(user_id) AS user_id, toString(match_id) AS match_id,
      toUnixTimestamp(match_start) AS match_start, toUnixTimestamp(match_end) AS match_end, is_home,
      toString(opponent) AS opponent, goals_scored, goals_conceded, sum(sign) AS copies
    FROM signed_player_matches GROUP BY ALL HAVING copies != 0`,
  dayCounts: `SELECT metric, country, device, date, bucket, sum(counts.n) AS n
    FROM summed_day_counts AS counts GROUP BY ALL HAVING n != 0`,
  leaderboard: `SELECT period, date, country, player_country, points, toString(user_id) AS user_id, points_home, points_away, matches, sum(sign) AS copies
    FROM signed_leaderboard GROUP BY ALL HAVING copies != 0`,
};

/** Reads the views of a database, and the rows behind the API's answers. */
export async function readState(store: Store): Promise<DatabaseState> {
  const readAll = async (queries: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      await Promise.all(
        Object.entries(queries).map(
          async ([name, sql]) =>
            [name, await store.query<object>({ name, sql })] as const,
        ),
      ),
    );
  const rejected = await store.query<{ reason: string; lines: number }>({
    name: "rejected",
    sql: "SELECT reason, count() AS lines FROM rejected_events GROUP BY reason",
  });
  const registered = await store.query<{
    user_id: string;
    date: string;
    clock_offset: number;
  }>({
    name: "registered-on",
    sql: `SELECT toString(user_id) AS user_id, toDate(registered_at) AS date,
        toInt32(toInt64(registration_date_local_timezone) - toInt64(registered_at)) AS clock_offset
      FROM registration_data`,
  });
  const views = (await readAll(QUERIES)) as unknown as DatabaseState;
  return {
    ...views,
    rejectedByReason: Object.fromEntries(
      rejected.map(({ reason, lines }) => [reason, Number(lines)]),
    ),
    registeredOn: new Map(registered.map((row) => [row.user_id, row.date])),
    clockOffsets: new Map(
      registered.map((row) => [row.user_id, row.clock_offset]),
    ),
    answerRows: (await readAll(ANSWER_ROWS)) as unknown as AnswerRows,
  };
}

/** The same state, whatever the order of its rows. */
export function inOrder(state: DatabaseState): Record<string, unknown> {
  const sorted = (rows: readonly object[]) =>
    rows.map((row) => JSON.stringify(sortKeys(row))).sort();
  const answerRows = Object.entries(state.answerRows ?? answerRowsOf(state));
  return {
    registrationData: sorted(state.registrationData),
    sessions: sorted(state.sessions),
    matches: sorted(state.matches),
    sessionData: sorted(state.sessionData),
    matchData: sorted(state.matchData),
    held: sorted(state.held),
    rejectedByReason: sortKeys(state.rejectedByReason),
    lateDetails: sorted(state.lateDetails),
    ...Object.fromEntries(
      answerRows.map(([kind, rows]) => [kind, sorted(rows as object[])]),
    ),
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
