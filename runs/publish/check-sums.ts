import { TouchlineError } from "../../common/errors.ts";
import {
  changeTable,
  type PublishedTable,
} from "../../clickhouse/schema/tables.ts";
import type { Store } from "../../clickhouse/connection/store.ts";

/** What several tables add up to alike. */
type Measure =
  | "registrations"
  | "sessions"
  | "seconds in game"
  | "matches"
  | "seconds in matches"
  | "places";

/** A measure, and the expression that adds it up over a change table. */
type Sum = readonly [measure: Measure, sql: string];

const seconds = (start: string, end: string) =>
  `sum(sign * (toInt64(${end}) - toInt64(${start})))`;

/** The counts of all players and devices in a metric. */
const all = (metric: string, value = "n") =>
  `sumIf(${value}, metric = '${metric}' AND country = '' AND device = '')`;

/** The facts, and what follows from them. */
const SUMS: Readonly<Partial<Record<PublishedTable, readonly Sum[]>>> = {
  signed_registration_data: [["registrations", "countIf(sign > 0)"]],
  signed_sessions: [
    ["sessions", "sum(sign)"],
    ["seconds in game", seconds("session_start", "session_end")],
  ],
  signed_matches: [
    ["matches", "sum(sign)"],
    ["seconds in matches", seconds("match_start", "match_end")],
  ],
  summed_session_data: [
    ["sessions", "sum(session_count)"],
    ["seconds in game", "sum(time_spent_in_game)"],
  ],
  // Each match counts for two players.
  summed_match_data: [["seconds in matches", "sum(total_duration) / 2"]],
  signed_player_sessions: [
    ["sessions", "sum(sign)"],
    ["seconds in game", seconds("session_start", "session_end")],
  ],
  signed_player_matches: [
    ["matches", "sum(sign) / 2"],
    ["seconds in matches", `${seconds("match_start", "match_end")} / 2`],
  ],
  summed_players: [
    ["registrations", "countIf(registration.event_id <= 9007199254740991)"],
    ["sessions", "sum(arraySum(days.2))"],
    ["seconds in game", "sum(arraySum(days.3))"],
    ["matches", "sum(arraySum(days.4)) / 2"],
    ["seconds in matches", "sum(arraySum(days.5)) / 2"],
  ],
  signed_leaderboard: [
    ["places", "sumIf(sign, period = 'all' AND country = '')"],
  ],
  summed_day_counts: [
    ["sessions", all("sessions")],
    ["sessions", all("session_length")],
    ["seconds in game", all("seconds")],
    ["seconds in game", all("session_length", "n * bucket")],
    ["matches", all("matches")],
    ["places", all("points")],
  ],
};

/**
 * Throws database_failed unless all that a run has prepared adds up to what its
 * facts do. Each prepared table is read once; the others add up to nothing.
 * @param prepared the tables whose change tables have rows.
 */
export async function checkSums(
  store: Store,
  prepared: readonly string[],
): Promise<void> {
  const tables = Object.entries(SUMS);
  const selects = tables
    .filter(([table]) => prepared.includes(table))
    .map(([table, sums]) => {
      const values = sums.map(([, sql]) => `toFloat64(${sql})`);
      return `SELECT '${table}' AS table, [${values.join(", ")}] AS sums FROM ${changeTable(table)}`;
    });
  if (selects.length === 0) return;
  const rows = await store.rows<{ table: string; sums: readonly number[] }>({
    name: "check-sums",
    sql: selects.join(" UNION ALL "),
  });
  const found = new Map(rows.map(({ table, sums }) => [table, sums]));
  const first = new Map<Measure, number>();
  for (const [table, sums] of tables)
    sums.forEach(([measure], at) => {
      const sum = found.get(table)?.[at] ?? 0;
      if (sum !== (first.get(measure) ?? sum))
        throw new TouchlineError(
          "database_failed",
          `the prepared rows of ${table} do not add up to the prepared facts (${measure}); nothing was published. Run the command again`,
        );
      first.set(measure, sum);
    });
}
