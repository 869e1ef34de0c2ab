import { TouchlineError } from "../common/errors.ts";
import {
  advanceRun,
  enterRun,
  interruptedRun,
  lastRun,
  type RunRecord,
} from "./ledger.ts";
import type { Store } from "./store.ts";
import {
  changeTable,
  PUBLISHED_TABLES,
  type PublishedTable,
} from "./tables.ts";

/**
 * Publishes what a run has prepared in the change tables. Entering the run
 * into the ledger is the point of no return; then each change table's parts
 * move into their table, which takes milliseconds however large the run is.
 * A crash in between is made good by `recover`.
 */
export async function publish(store: Store, run: RunRecord): Promise<void> {
  await checkAggregates(store);
  const tables = await preparedTables(store);
  await enterRun(store, run);
  await store.exclusively(run.runId, async () => {
    for (const table of tables) await store.moveRows(changeTable(table), table);
  });
  await advanceRun(store, run.runId, "done");
}

/**
 * Brings a database into a state between two runs, when it is opened and
 * before each run: completes the run that was being published when its process ended, or
 * throws away what an unpublished one left. Then readers see the last run.
 */
export async function recover(store: Store): Promise<void> {
  const interrupted = await interruptedRun(store);
  if (!interrupted) {
    await discardChanges(store);
  } else {
    const { runId } = interrupted;
    for (const table of await preparedTables(store)) {
      if (await isPublished(store, table, runId)) await empty(store, table);
      else await store.moveRows(changeTable(table), table);
    }
    await advanceRun(store, runId, "done");
  }
  const last = await lastRun(store);
  await store.exclusively(last?.runId ?? 0, () => Promise.resolve());
}

/** Throws away what a run has prepared and not published. */
export async function discardChanges(store: Store): Promise<void> {
  for (const table of await preparedTables(store)) await empty(store, table);
}

async function empty(store: Store, table: PublishedTable): Promise<void> {
  await store.command({
    name: "empty-change-table",
    sql: `TRUNCATE TABLE ${changeTable(table)}`,
  });
}

/** The tables for which something is prepared, in the order of publishing. */
async function preparedTables(store: Store): Promise<PublishedTable[]> {
  const filled = await store.rows<{ table: string }>({
    name: "prepared-tables",
    sql: `SELECT DISTINCT table FROM system.parts
      WHERE database = currentDatabase() AND active AND rows > 0 AND startsWith(table, 'change_')`,
  });
  const names = new Set(filled.map(({ table }) => table));
  return PUBLISHED_TABLES.filter((table) => names.has(changeTable(table)));
}

/**
 * Whether a table has the rows of a run already. Moving adds them to the
 * table and then takes them from the change table, and a crash may fall
 * between the two; every row carries the run that wrote it.
 */
async function isPublished(
  store: Store,
  table: PublishedTable,
  runId: number,
): Promise<boolean> {
  const [found] = await store.rows<{ rows: number }>({
    name: "is-published",
    sql: `SELECT count() AS rows FROM ${table} WHERE run_id = {runId:UInt32}`,
    parameters: { runId },
  });
  return (found?.rows ?? 0) > 0;
}

/** Sums over a run's signed facts, each of which its aggregates must equal. */
const CHECKS = [
  {
    facts: "SELECT sum(sign) FROM change_sessions",
    aggregates: [
      "SELECT sum(session_count) FROM change_session_data",
      "SELECT sum(session_count) FROM change_session_data_by_date",
      "SELECT sum(session_count) FROM change_user_totals",
    ],
  },
  {
    facts:
      "SELECT sum(sign * (toInt64(match_end) - toInt64(match_start))) * 2 FROM change_matches",
    aggregates: [
      "SELECT sum(total_duration) FROM change_match_data",
      "SELECT sum(total_duration) FROM change_match_data_by_date",
      "SELECT sum(total_duration) FROM change_user_totals",
    ],
  },
];

/** Throws database_failed when a view has not seen what a run prepared. */
async function checkAggregates(store: Store): Promise<void> {
  const equal = CHECKS.flatMap(({ facts, aggregates }) =>
    aggregates.map((aggregate) => `(${facts}) = (${aggregate})`),
  );
  const [row] = await store.rows<{ equal: number }>({
    name: "check-aggregates",
    sql: `SELECT ${equal.join(" AND ")} AS equal`,
  });
  if (!row?.equal)
    throw new TouchlineError(
      "database_failed",
      "the prepared aggregates do not add up to the prepared facts; nothing was published. Run the command again",
    );
}
