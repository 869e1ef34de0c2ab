import { join } from "node:path";
import { TouchlineError } from "../../common/errors.ts";
import { explainingDisk } from "../../common/explain-files.ts";
import { advanceRun, type LedgerRow } from "../../runs/ledger.ts";
import { migrate, newestSchema, remakeSchema } from "../../runs/migrate.ts";
import { recover } from "../../runs/publish/publish.ts";
import { tableNames } from "../../clickhouse/schema/render-migration.ts";
import {
  createBeside,
  createRebuilt,
  exchangeRebuilt,
  rebuiltTable,
} from "../../runs/publish/rebuilt-tables.ts";
import type { Store } from "../../clickhouse/connection/store.ts";
import type { RunObserver } from "../../runs/run-progress.ts";
import { columnsOf } from "./back-up.ts";
import {
  backedUpTables,
  checkFiles,
  damagedManifest,
  fileOf,
  readManifest,
  type LastRun,
  type Manifest,
  type TableEntry,
} from "./manifest.ts";

/** What a restore has done. */
export interface Restored {
  readonly manifest: Manifest;
  /** The database already had this content: nothing was done. */
  readonly repeated: boolean;
}

/**
 * Puts what a backup holds into an empty database, all or nothing: every file
 * is checked before anything is written; then the tables are written beside
 * their places, as by an erasure; and the exchange of the ledger, whose last
 * run is `publishing` in the new one, is the point of no return. After it,
 * the next command that opens the database completes the restore.
 * A backup of an older schema is restored into that schema, and migrated.
 * Throws input_failed for a backup that is damaged, cut off or of a newer
 * version, and database_failed when the database is not empty.
 */
export async function restore(
  store: Store,
  folder: string,
  observer: RunObserver,
  signal: AbortSignal,
): Promise<Restored> {
  return explainingDisk(store.dataDir, () =>
    perform(store, folder, observer, signal),
  );
}

async function perform(
  store: Store,
  folder: string,
  observer: RunObserver,
  signal: AbortSignal,
): Promise<Restored> {
  observer({ kind: "step", name: "checking the files" });
  const manifest = await readManifest(folder);
  await checkFiles(folder, manifest, signal);
  const { last, schema, sessionGap } = manifest;
  const { last: before } = await recover(store);
  if (before && last && isSame(before, last))
    return { manifest, repeated: true };
  if (store.sharding && schema < newestSchema())
    throw new TouchlineError(
      "input_failed",
      `the backup in ${folder} has schema version ${schema}, and shards take a backup of version ${newestSchema()}: restore it into one server, and back that up`,
    );
  await checkEmpty(store, before);
  // The tables of the backup's schema, in place of those that exist.
  await remakeSchema(store, { upTo: schema, sessionGap });
  if (last)
    await restoreTables(store, folder, manifest, last, observer, signal);
  await migrate(store, {
    report: (name) => observer({ kind: "step", name }),
  });
  return { manifest, repeated: false };
}

const isSame = (run: Pick<LedgerRow, keyof LastRun>, last: LastRun): boolean =>
  run.runId === last.runId &&
  run.request === last.request &&
  Number(run.startedAt) === last.startedAt;

/** Throws database_failed when a table has rows. */
async function checkEmpty(
  store: Store,
  before: LedgerRow | undefined,
): Promise<void> {
  const counts = backedUpTables(newestSchema()).map(
    (table) => `SELECT count() AS rows FROM ${table}`,
  );
  const [found] = await store.rows<{ rows: number }>({
    name: "restore-empty",
    sql: `SELECT sum(rows) AS rows FROM (${counts.join(" UNION ALL ")})`,
  });
  if (Number(found?.rows) === 0) return;
  const run = before ? `, its last run is ${before.runId}` : "";
  throw new TouchlineError(
    "database_failed",
    `the database is not empty${run}: restore into an empty one. Set DATA_DIR, or CLICKHOUSE_DATABASE on a server, to a new name`,
  );
}

async function restoreTables(
  store: Store,
  folder: string,
  { schema, tables }: Manifest,
  last: LastRun,
  observer: RunObserver,
  signal: AbortSignal,
): Promise<void> {
  const names = tableNames(schema);
  try {
    for (const entry of tables) {
      observer({ kind: "step", name: `restoring ${entry.table}` });
      await (entry.table === names.ledger ? createBeside : createRebuilt)(
        ...([store, entry.table, last.runId] as const),
      );
      await fill(store, folder, entry);
      if (signal.aborted)
        throw new TouchlineError(
          "cancelled",
          "cancelled; nothing was restored",
        );
    }
    await checkLast(store, folder, names.ledger, last);
    const state = await enterPublishing(store, names.ledger, last.runId);
    observer({ kind: "step", name: "publishing" });
    await exchangeRebuilt(store, names.ledger);
    // No change table has rows, so what the run noted of blocks is not read.
    await recover(store, names);
    if (state === "reported")
      await advanceRun(store, last.runId, "reported", names.ledger);
  } catch (error) {
    await recover(store, names);
    throw error;
  }
}

/** Fills the table beside a table. */
async function fill(
  store: Store,
  folder: string,
  { table, columns, rows }: TableEntry,
): Promise<void> {
  const target = rebuiltTable(table);
  const there = await columnsOf(store, target);
  if (there.join() !== columns.join())
    throw new TouchlineError(
      "input_failed",
      `the backup in ${folder} has other columns of ${table} than its schema: restore it with the version of Touchline that made it`,
    );
  if (rows > 0)
    await store.loadFile(target, there, join(folder, fileOf(table)));
  const [counted] = await store.rows<{ rows: number }>({
    name: "restore-count",
    sql: `SELECT count() AS rows FROM ${target}`,
  });
  if (Number(counted?.rows) !== rows)
    throw new TouchlineError(
      "database_failed",
      `${table} has ${counted?.rows} rows after the restore, and ${rows} in the backup; nothing was restored. Run the command again`,
    );
}

/** Throws input_failed where the ledger of the backup has another last run. */
async function checkLast(
  store: Store,
  folder: string,
  ledger: string,
  last: LastRun,
): Promise<void> {
  const [run] = await store.rows<Pick<LedgerRow, keyof LastRun>>({
    name: "restore-last",
    sql: `SELECT run_id AS runId, request, toUnixTimestamp64Milli(started_at) AS startedAt
      FROM ${rebuiltTable(ledger)} FINAL ORDER BY run_id DESC LIMIT 1`,
  });
  if (run === undefined || !isSame(run, last))
    throw damagedManifest(folder, "its last run is not that of its ledger");
}

/** Sets the last run to `publishing`; returns its state before. */
async function enterPublishing(
  store: Store,
  ledger: string,
  runId: number,
): Promise<string> {
  const runs = rebuiltTable(ledger);
  const [run] = await store.rows<{ state: string }>({
    name: "restore-state",
    sql: `SELECT state FROM ${runs} FINAL WHERE run_id = {runId:UInt32}`,
    parameters: { runId },
  });
  await store.command({
    name: "restore-publishing",
    sql: `INSERT INTO ${runs}
      SELECT * REPLACE ('publishing' AS state, addMilliseconds(changed_at, 1) AS changed_at)
      FROM ${runs} FINAL WHERE run_id = {runId:UInt32}`,
    parameters: { runId },
  });
  return run?.state ?? "";
}
