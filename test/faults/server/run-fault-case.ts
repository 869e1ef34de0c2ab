import { join } from "node:path";
import { TIMEOUTS } from "../../../clickhouse/endpoint.ts";
import { openServer } from "../../../clickhouse/server.ts";
import type { Store } from "../../../clickhouse/store.ts";
import { TouchlineError } from "../../../common/errors.ts";
import { reportRun, runIngest } from "../../../ingest/run.ts";
import type { RunSummary } from "../../../ingest/summary.ts";
import { compareDumps, dumpTables } from "../../crash/dump-tables.ts";
import {
  copyDatabase,
  ingest,
  removeDatabase,
  type Undisturbed,
} from "../../crash/laboratory.ts";
import type { Fault, FaultKind } from "../../support/front/faults.ts";
import {
  FRONT_USERS,
  withFront,
  type Front,
} from "../../support/front/with-front.ts";
import { requestFor, SILENT } from "../../support/ingest-lines.ts";
import { NOBODY } from "../../support/on-server.ts";

export interface FaultResult {
  /** The faults that befell a statement. */
  readonly faults: readonly FaultKind[];
  /** How often the command failed before it succeeded. */
  readonly failures: number;
  /** Statements of the second file, faults and repetitions included. */
  readonly statements: number;
  /** None where all is as if nothing had happened. */
  readonly differences: readonly string[];
}

/** Short: what stalls here stalls for ever. */
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
  const database = copyDatabase(begun, join(folder, "faulty"));
  try {
    return await withFront(database, async (front) => {
      for (const fault of plan) await front.inject(fault);
      const { failures, summary } = await persist(front, folder, second);
      await front.heal();
      const statements = await front.countStatements();
      const differences = await withStore(front, folder, async (store) => {
        // A command that could not note what it has told notes it never.
        await reportRun(store, summary);
        await ingest(store, folder, third);
        return compareDumps(await dumpTables(store), expected);
      });
      const faults = front.injected.map(({ fault }) => fault);
      return { faults, failures, statements, differences };
    });
  } finally {
    removeDatabase(database);
  }
}

/** Runs the command until it succeeds. */
async function persist(
  front: Front,
  folder: string,
  file: string,
): Promise<{ failures: number; summary: RunSummary }> {
  for (let failures = 0; ; failures++) {
    try {
      const summary = await withStore(front, folder, async (store) => {
        const { signal } = new AbortController();
        const request = requestFor(folder, [file]);
        const told = await runIngest(store, request, SILENT, signal);
        await reportRun(store, told).catch(expectUnavailable);
        return told;
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

/** Opens the server as a command does, for its own time. */
async function withStore<T>(
  front: Front,
  folder: string,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const store = await openServer({
    endpoint: {
      url: front.url,
      database: "game",
      user: "touchline",
      password: FRONT_USERS.touchline.password,
    },
    dataDir: join(folder, "client"),
    contender: NOBODY,
    timeouts,
    compress: true,
  });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
