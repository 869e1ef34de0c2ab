import { readLedger } from "../../runs/ledger.ts";
import type { Store } from "../../clickhouse/connection/store.ts";
import {
  changeTable,
  PUBLISHED_TABLES,
} from "../../clickhouse/schema/tables.ts";
import { asCommand } from "../support/database/as-command.ts";
import { SILENT } from "../support/command/ingest-lines.ts";
import type { EngineCluster } from "../support/database/engine-cluster.ts";
import { testEngine } from "../support/test-engine.ts";
import type { KillPoint, Victim } from "./child/child-messages.ts";
import { compareDumps, dumpTables } from "./laboratory/dump-tables.ts";
import { openSite, type Laboratory } from "./laboratory/laboratory.ts";
import type { CrashCase } from "./plan-cases.ts";
import { performWork, reportAgain } from "./child/perform-work.ts";
import {
  runChild,
  type ChildEnd,
  type OutsideKill,
  type Settings,
} from "./child/run-child.ts";
import { withSite } from "./laboratory/site.ts";

/** The state after a crash, before any repair. */
export type Wreck =
  "nothing published" | "partly published" | "published" | "reported";

export interface CaseResult {
  /** The number of kills; 0 if the victim ended before. */
  readonly kills: number;
  readonly wreck: Wreck;
  /**
   * The number of tables with the run's rows, of those that were to have
   * them.
   */
  readonly tables: string;
  /** Empty if the result is undisturbed. */
  readonly differences: readonly string[];
  readonly seconds: number;
}

const SECOND_RUN = 2;

/**
 * Kills the command, its engine or both, repeats the command, does the later
 * work unless the case ends there, and compares all tables with the
 * undisturbed ones.
 */
export async function runCase(
  laboratory: Laboratory,
  crash: CrashCase,
): Promise<CaseResult> {
  return withSite(await openSite(laboratory, crash.victim), (settings) =>
    crashOn(settings, laboratory, crash),
  );
}

async function crashOn(
  settings: Settings,
  laboratory: Laboratory,
  { victim, first, second, endsThere, shard }: CrashCase,
): Promise<CaseResult> {
  const startedAt = performance.now();
  const { subject, report, repeated, expected } = laboratory;
  const work = subject.killed;
  const { cluster } = await testEngine();
  const crash = async (kill: KillPoint | OutsideKill) => {
    const engines = cluster && enginesOf(cluster, victim, shard);
    const all = { ...kill, victim, ...(engines && { engines }) };
    const end =
      "step" in all
        ? await runChild(settings, { work, kill: all })
        : await runChild(settings, { work }, all);
    await cluster?.restart();
    return end;
  };
  const ends = [await crash(first)];
  // Engines may be killed after their last part in a run, which is reported then;
  // repeating its command would be another run.
  if (second && !ends.some(hasReported)) ends.push(await crash(second));

  return asCommand(settings, async (store) => {
    const { wreck, tables } = await inspect(store);
    const differences = ends.flatMap(complaintsOf);
    if (wreck === "nothing published" && ends.some(hasReported))
      differences.push("- a run that was already reported");
    if (wreck !== "reported") {
      const again = await performWork(store, work, SILENT);
      const answer =
        wreck === "nothing published" ? report : reportAgain(work, report);
      if (again !== answer)
        differences.push(`+ reported: ${again}`, `- reported: ${answer}`);
    }
    if (!endsThere) await performWork(store, subject.after, SILENT);
    const wanted = endsThere ? repeated : expected;
    differences.push(...compareDumps(await dumpTables(store), wanted));
    return {
      kills: ends.filter(({ killed }) => killed).length,
      wreck,
      tables,
      differences,
      seconds: (performance.now() - startedAt) / 1000,
    };
  });
}

/** The processes to kill, of those that hold a database. */
const enginesOf = (
  { nodes }: EngineCluster,
  victim: Victim,
  shard: number,
): number[] =>
  nodes
    .map((node, at) => nodes[(shard + at) % nodes.length] ?? node)
    .slice(0, victim === "engines" ? 2 : 1)
    .map((node) => node.pid());

/** An expected failure: the engine was killed under the command. */
const ENGINE_HAS_ENDED = /^touchline: [^\n]*\n$/;

/** What is wrong with the end of a process that was not killed itself. */
function complaintsOf({ exitCode, killed, errors }: ChildEnd): string[] {
  switch (exitCode) {
    case undefined:
      return [];
    case 0:
      return errors === "" ? [] : [`+ printed: ${errors}`];
    default:
      return killed && ENGINE_HAS_ENDED.test(errors)
        ? []
        : [`+ exited with ${exitCode}: ${errors}`];
  }
}

const hasReported = ({ messages }: ChildEnd): boolean =>
  messages.some(({ kind }) => kind === "reported");

/** Returns how far the command had come. */
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

/** Those of the tables that have rows of the second run, if rows name theirs. */
async function tablesWithRun(
  store: Store,
  tables: readonly string[],
): Promise<string[]> {
  const naming = await store.rows<{ table: string }>({
    name: "tables-that-name-runs",
    sql: `SELECT table FROM system.columns
      WHERE database = currentDatabase() AND name = 'run_id' AND table IN {tables:Array(String)}`,
    parameters: { tables },
  });
  const counts = naming.map(
    ({ table }) =>
      `SELECT '${table}' AS table FROM ${table} WHERE run_id = ${SECOND_RUN} LIMIT 1`,
  );
  const rows = await store.rows<{ table: string }>({
    name: "tables-with-run",
    sql: counts.join(" UNION ALL "),
  });
  return rows.map(({ table }) => table);
}
