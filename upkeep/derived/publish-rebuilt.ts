import { advanceRun, readLedger } from "../../runs/ledger.ts";
import { publish, type PublishOptions } from "../../runs/publish.ts";
import type { Store } from "../../clickhouse/connection/store.ts";

/** The number of the run to come. */
export async function nextRunId(store: Store): Promise<number> {
  return ((await readLedger(store)).last?.runId ?? 0) + 1;
}

/** Publishes tables that were rebuilt, as a run of no files and no lines. */
export async function publishRebuilt(
  store: Store,
  run: {
    readonly runId: number;
    /** What the run was for, in the place of a command's hash. */
    readonly request: "repair" | "erase" | "forget";
    /** Unix time in milliseconds. */
    readonly startedAt: number;
    readonly seconds: number;
    readonly admitted: number;
    readonly horizon?: number;
  },
  options?: PublishOptions,
): Promise<void> {
  await publish(
    store,
    { ...run, files: [], lines: 0, blank: 0, accepted: 0, rejected: {} },
    options,
  );
  // There is nothing to give again to a command that comes again.
  await advanceRun(store, run.runId, "reported");
}
