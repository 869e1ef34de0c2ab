import type { Writer } from "./store.ts";

/** A run as the ledger has it. */
export interface RunRecord {
  readonly runId: number;
  /** Tells the same command on the same input from any other. */
  readonly request: string;
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

/** How far a run has come; see the migration that makes the table. */
export type RunState = "publishing" | "done" | "reported";

/** Enters a run as `publishing`: from here on it will be completed. */
export async function enterRun(store: Writer, run: RunRecord): Promise<void> {
  await store.command({
    name: "ledger-publishing",
    sql: `INSERT INTO runs (run_id, state, request, started_at, changed_at, files, lines, blank, accepted, rejected, admitted, seconds)
      SELECT {runId:UInt32}, 'publishing', {request:String}, fromUnixTimestamp64Milli({startedAt:Int64}, 'UTC'), now64(3), {files:Array(String)},
        {lines:UInt64}, {blank:UInt64}, {accepted:UInt64}, {rejected:Map(String, UInt64)}, {admitted:UInt64}, {seconds:Float64}`,
    parameters: { ...run },
  });
}

/** Notes that a run has come into a later state. */
export async function advanceRun(
  store: Writer,
  runId: number,
  state: Exclude<RunState, "publishing">,
): Promise<void> {
  await store.command({
    name: `ledger-${state}`,
    sql: `INSERT INTO runs
      SELECT * REPLACE ({state:String} AS state, greatest(now64(3), addMilliseconds(changed_at, 1)) AS changed_at)
      FROM runs FINAL WHERE run_id = {runId:UInt32}`,
    parameters: { runId, state },
  });
}

/** The newest run that readers see; undefined before any. */
export function lastRun(store: Writer): Promise<LedgerRow | undefined> {
  return readNewest(store, "last-run", "state != 'publishing'");
}

/** The run that was left half published, if one was. */
export function interruptedRun(store: Writer): Promise<LedgerRow | undefined> {
  return readNewest(store, "interrupted-run", "state = 'publishing'");
}

/** A run and its state. */
export interface LedgerRow extends RunRecord {
  readonly state: RunState;
}

async function readNewest(
  store: Writer,
  name: string,
  condition: string,
): Promise<LedgerRow | undefined> {
  const [row] = await store.rows<LedgerRow>({
    name,
    sql: `SELECT run_id AS runId, state, request, toUnixTimestamp64Milli(started_at) AS startedAt, files,
        lines, blank, accepted, rejected, admitted, seconds
      FROM runs FINAL WHERE ${condition} ORDER BY run_id DESC LIMIT 1`,
  });
  return row;
}
