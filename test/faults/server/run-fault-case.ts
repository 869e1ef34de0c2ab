import { TIMEOUTS } from "../../../clickhouse/connection/endpoint.ts";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { TouchlineError } from "../../../common/errors.ts";
import { runIngest } from "../../../ingest/run.ts";
import { reportRun } from "../../../runs/perform-run.ts";
import type { RunSummary } from "../../../ingest/summary.ts";
import {
  compareDumps,
  dumpTables,
} from "../../crash/laboratory/dump-tables.ts";
import { ingest, type Undisturbed } from "../../crash/laboratory/laboratory.ts";
import { cloneDatabase } from "../../crash/laboratory/site.ts";
import { openTestStore } from "../../support/database/database-pool.ts";
import {
  withFaultProxy,
  type FaultProxy,
} from "../../support/fault-proxy/fault-proxy.ts";
import type { Fault, FaultKind } from "../../support/fault-proxy/faults.ts";
import { requestFor, SILENT } from "../../support/command/ingest-lines.ts";
import { testEngine } from "../../support/test-engine.ts";

export interface FaultResult {
  /** The faults that affected a statement. */
  readonly faults: readonly FaultKind[];
  /** The number of failures before the command succeeded. */
  readonly failures: number;
  /** Statements of the second file, faults and repetitions included. */
  readonly statements: number;
  /** Empty if the result is undisturbed. */
  readonly differences: readonly string[];
}

/** Short: a stalled statement stalls for ever. */
const timeouts = { ...TIMEOUTS, write: 1500, control: 1500 };

const MOST_FAILURES = 20;

/**
 * Ingests the second file on a server that fails, by the same command until
 * it succeeds, then the third on one that does not, and compares all tables
 * with the undisturbed ones.
 */
export async function runFaultCase(
  undisturbed: Undisturbed,
  plan: readonly Fault[],
): Promise<FaultResult> {
  const { folder, begun, history, expected } = undisturbed;
  const [, second, third] = history.files;
  const site = await cloneDatabase(begun);
  const { admin } = await testEngine();
  try {
    return await withFaultProxy(admin.url, async (proxy) => {
      const { CLICKHOUSE_DATABASE: database = "" } = site.settings;
      const faulty: Faulty = { proxy, database };
      for (const fault of plan) proxy.inject(fault);
      const { failures, summary } = await persist(faulty, folder, second);
      proxy.heal();
      const statements = proxy.countStatements();
      const differences = await withStore(faulty, async (store) => {
        // A command that could not record its report never records it.
        await reportRun(store, summary);
        await ingest(store, folder, third);
        return compareDumps(await dumpTables(store), expected);
      });
      const faults = proxy.injected.map(({ fault }) => fault);
      return { faults, failures, statements, differences };
    });
  } finally {
    await site.remove();
  }
}

/** A database of the test engine behind a proxy that fails. */
interface Faulty {
  readonly proxy: FaultProxy;
  readonly database: string;
}

/** Runs the command until it succeeds. */
async function persist(
  faulty: Faulty,
  folder: string,
  file: string,
): Promise<{ failures: number; summary: RunSummary }> {
  for (let failures = 0; ; failures++) {
    try {
      const summary = await withStore(faulty, async (store) => {
        const { signal } = new AbortController();
        const request = requestFor(folder, [file]);
        const summary = await runIngest(store, request, SILENT, signal);
        await reportRun(store, summary).catch(expectUnavailable);
        return summary;
      });
      return { failures, summary };
    } catch (error) {
      expectUnavailable(error);
      if (failures === MOST_FAILURES) throw error;
    }
  }
}

function expectUnavailable(error: unknown): void {
  const expected =
    error instanceof TouchlineError && error.kind === "database_unavailable";
  if (!expected) throw error;
}

/** Opens the database as a command on a server does, for its own time. */
async function withStore<T>(
  { proxy, database }: Faulty,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const { admin } = await testEngine();
  const { user, password } = admin;
  const store = await openTestStore(database, {
    endpoint: { url: proxy.url, database, user, password },
    readsFiles: false,
    timeouts,
    compress: true,
  });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
