import { join } from "node:path";
import { readLedger } from "../../clickhouse/ledger.ts";
import { recover } from "../../clickhouse/publish.ts";
import type { Store } from "../../clickhouse/store.ts";
import { changeTable, PUBLISHED_TABLES } from "../../clickhouse/tables.ts";
import { SILENT } from "../support/ingest-lines.ts";
import { serving } from "../support/front/serving.ts";
import { withDatabaseIn } from "../support/with-database.ts";
import type { KillPoint } from "./child-messages.ts";
import { compareDumps, dumpTables } from "./dump-tables.ts";
import { copyDatabase, removeDatabase, type Laboratory } from "./laboratory.ts";
import type { CrashCase } from "./plan-cases.ts";
import { performWork, tellAgain } from "./perform-work.ts";
import { runChild, type OutsideKill } from "./run-child.ts";

/** What a crash left, before anything was made good. */
export type Wreck =
  "nothing published" | "partly published" | "published" | "reported";

export interface CaseResult {
  /** How many processes were killed; one that ended before was not. */
  readonly kills: number;
  readonly wreck: Wreck;
  /** How many tables had the run's rows, of those that were to have them. */
  readonly tables: string;
  /** None where all is as if nothing had happened. */
  readonly differences: readonly string[];
  readonly seconds: number;
}

const SECOND_RUN = 2;

/**
 * Kills the command, opens the database again, repeats the command, does what
 * comes after, and compares all tables with the undisturbed ones.
 */
export async function runCase(
  laboratory: Laboratory,
  crash: CrashCase,
): Promise<CaseResult> {
  const { folder, begun } = laboratory;
  const database = copyDatabase(begun, join(folder, "crashed"));
  try {
    return await serving(database, () => crashIn(database, laboratory, crash));
  } finally {
    removeDatabase(database);
  }
}

async function crashIn(
  database: string,
  laboratory: Laboratory,
  { first, second }: CrashCase,
): Promise<CaseResult> {
  const startedAt = performance.now();
  const { subject, told, expected } = laboratory;
  const work = subject.killed;
  const order = { dataDir: database, work };
  const crash = (kill: KillPoint | OutsideKill) =>
    "step" in kill ? runChild({ ...order, kill }) : runChild(order, kill);
  const ends = [await crash(first)];
  if (second) ends.push(await crash(second));
  const failed = ends.find(({ killed, exitCode }) => !killed && exitCode);
  if (failed) throw new Error(`the run failed: ${failed.errors}`);

  return await withDatabaseIn(database, async (store) => {
    const { wreck, tables } = await inspect(store);
    await store.asWriter(() => recover(store));
    const differences: string[] = [];
    if (wreck !== "reported") {
      const again = await performWork(store, work, SILENT);
      const wanted =
        wreck === "nothing published" ? told : tellAgain(work, told);
      if (again !== wanted)
        differences.push(`+ told: ${again}`, `- told: ${wanted}`);
    }
    await performWork(store, subject.after, SILENT);
    differences.push(...compareDumps(await dumpTables(store), expected));
    return {
      kills: ends.filter(({ killed }) => killed).length,
      wreck,
      tables,
      differences,
      seconds: (performance.now() - startedAt) / 1000,
    };
  });
}

/** Says how far the command had come. */
async function inspect(
  store: Store,
): Promise<{ wreck: Wreck; tables: string }> {
  const moved = new Set(await tablesWithRun(store, PUBLISHED_TABLES));
  const waiting = await tablesWithRun(
    store,
    PUBLISHED_TABLES.map((table) => changeTable(table)),
  );
  const prepared = new Set([
    ...moved,
    ...waiting.map((table) => table.replace(/^change_/, "")),
  ]);
  const { last, interrupted } = await readLedger(store);
  const state = last?.runId === SECOND_RUN ? last.state : interrupted?.state;
  const tables = `${moved.size} of ${prepared.size}`;
  switch (state) {
    case "reported":
      return { wreck: "reported", tables };
    case "done":
      return { wreck: "published", tables };
    case "publishing":
      return { wreck: "partly published", tables };
    case undefined:
      return { wreck: "nothing published", tables };
  }
}

/** Those of the tables that have rows of the second run. */
async function tablesWithRun(
  store: Store,
  tables: readonly string[],
): Promise<string[]> {
  const counts = tables.map(
    (table) =>
      `SELECT '${table}' AS table FROM ${table} WHERE run_id = ${SECOND_RUN} LIMIT 1`,
  );
  const rows = await store.rows<{ table: string }>({
    name: "tables-with-run",
    sql: counts.join(" UNION ALL "),
  });
  return rows.map(({ table }) => table);
}
