import { TouchlineError } from "../common/errors.ts";
import {
  advanceRun,
  enterRun,
  interruptedRun,
  lastRun,
  refuseUnknownRuns,
  type BlockNumbers,
  type LedgerRow,
  type RunRecord,
} from "./ledger.ts";
import { dropRebuilt, exchangeRebuilt, rebuiltTables } from "./rebuild.ts";
import type { Store } from "./store.ts";
import {
  changeTable,
  PUBLISHED_TABLES,
  type PublishedTable,
} from "./tables.ts";

/**
 * Publishes what a run has prepared in the change tables. Entering the run
 * into the ledger is the point of no return; then each change table's parts
 * move into their table, which takes milliseconds however large the run is,
 * and tables that were rebuilt are exchanged. A crash in between is made good
 * by `recover`.
 */
export async function publish(store: Store, run: RunRecord): Promise<void> {
  await checkAggregates(store);
  const tables = await preparedTables(store);
  const rebuilt = await rebuiltTables(store, run.runId);
  await enterRun(store, run, await newestBlocks(store));
  await store.exclusively(run.runId, async () => {
    for (const table of tables) await store.moveRows(changeTable(table), table);
    for (const table of rebuilt) await exchangeRebuilt(store, table);
  });
  await advanceRun(store, run.runId, "done");
  if (rebuilt.length > 0) await dropRebuilt(store);
}

/**
 * Brings a database into a state between two runs, when it is opened and
 * before each run: completes the run that was being published when its process ended, or
 * throws away what an unpublished one left. Then readers see the last run.
 */
export async function recover(store: Store): Promise<void> {
  await refuseUnknownRuns(store);
  const interrupted = await interruptedRun(store);
  if (interrupted) await complete(store, interrupted);
  else await discardChanges(store);
  await dropRebuilt(store);
  const last = await lastRun(store);
  await store.exclusively(last?.runId ?? 0, () => Promise.resolve());
}

/** Does what is left to do of a run that was being published. */
async function complete(
  store: Store,
  { runId, blocks }: LedgerRow,
): Promise<void> {
  // The process may be the same, with readers: a full disk ends no process.
  await store.exclusively(runId, async () => {
    const newest = await newestBlocks(store);
    for (const table of await preparedTables(store)) {
      // Moving adds rows to the table and then takes them from the change
      // table; a crash may fall between the two.
      const moved = Number(newest[table] ?? 0) > Number(blocks[table] ?? 0);
      if (moved) await empty(store, table);
      else await store.moveRows(changeTable(table), table);
    }
    for (const table of await rebuiltTables(store, runId))
      await exchangeRebuilt(store, table);
  });
  await advanceRun(store, runId, "done");
}

/** Throws away what a run has prepared and not published. */
export async function discardChanges(store: Store): Promise<void> {
  for (const table of await preparedTables(store)) await empty(store, table);
}

async function empty(store: Store, table: PublishedTable): Promise<void> {
  await store.command({
    name: "empty-change-table",
    sql: `TRUNCATE TABLE ${changeTable(table)}`,
    repeatable: true,
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
 * How far each table has come. The rows of a run may vanish when the engine
 * merges them with those that they take back; the number of their block, the
 * newest at the time, stays to be seen.
 */
async function newestBlocks(store: Store): Promise<BlockNumbers> {
  const rows = await store.rows<{ table: string; block: number }>({
    name: "newest-blocks",
    sql: `SELECT table, max(max_block_number) AS block FROM system.parts
      WHERE database = currentDatabase() AND table IN {tables:Array(String)} GROUP BY table`,
    parameters: { tables: PUBLISHED_TABLES },
  });
  return Object.fromEntries(rows.map(({ table, block }) => [table, block]));
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
  {
    facts: "SELECT countIf(sign > 0) FROM change_registration_data",
    aggregates: [
      "SELECT countIf(registration.event_id <= 9007199254740991) FROM change_user_totals",
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
