import type { Store } from "./store.ts";

/** A run as the ledger has it. */
export interface RunRecord {
  readonly runId: number;
  /** Unix time in milliseconds. */
  readonly startedAt: number;
  /** As named in the command, in their order. */
  readonly files: readonly string[];
  readonly lines: number;
  readonly blank: number;
  readonly accepted: number;
  /** Lines of the run by reason. */
  readonly rejected: Readonly<Record<string, number>>;
  /** Events of earlier runs that came to count. */
  readonly admitted: number;
  readonly seconds: number;
}

/**
 * Enters a run as `publishing`: from here on it will be completed, whatever
 * happens. It becomes `done`, which is what readers see, with closeRun.
 */
export async function enterRun(store: Store, run: RunRecord): Promise<void> {
  await store.command({
    name: "ledger-publishing",
    sql: `INSERT INTO runs (run_id, state, started_at, changed_at, files, lines, blank, accepted, rejected, admitted, seconds)
      SELECT {runId:UInt32}, 'publishing', fromUnixTimestamp64Milli({startedAt:Int64}, 'UTC'), now64(3), {files:Array(String)},
        {lines:UInt64}, {blank:UInt64}, {accepted:UInt64}, {rejected:Map(String, UInt64)}, {admitted:UInt64}, {seconds:Float64}`,
    parameters: { ...run },
  });
}

/** The number of the next run. */
export async function nextRunId(store: Store): Promise<number> {
  const [newest] = await store.rows<{ id: number }>({
    name: "newest-run",
    sql: "SELECT max(run_id) AS id FROM runs",
  });
  return (newest?.id ?? 0) + 1;
}

/** The last run that readers see; 0 before any. */
export async function lastDoneRun(store: Store): Promise<number> {
  const [newest] = await store.rows<{ id: number }>({
    name: "last-done-run",
    sql: "SELECT max(run_id) AS id FROM runs WHERE state = 'done'",
  });
  return newest?.id ?? 0;
}

/** The number of the run that was left half published, if one was. */
export async function interruptedRun(
  store: Store,
): Promise<number | undefined> {
  const [run] = await store.rows<{ run_id: number }>({
    name: "interrupted-run",
    sql: "SELECT run_id FROM runs FINAL WHERE state = 'publishing'",
  });
  return run?.run_id;
}

/** Notes that a run is done, with all that was known when it was entered. */
export async function closeRun(store: Store, runId: number): Promise<void> {
  await store.command({
    name: "ledger-done",
    sql: `INSERT INTO runs
      SELECT * REPLACE ('done' AS state, greatest(now64(3), changed_at + 0.001) AS changed_at)
      FROM runs FINAL WHERE run_id = {runId:UInt32}`,
    parameters: { runId },
  });
}
