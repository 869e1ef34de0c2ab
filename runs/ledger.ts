import { TouchlineError } from "../common/errors.ts";
import type { Writer } from "../clickhouse/connection/store.ts";
import { LEDGER } from "../clickhouse/schema/tables.ts";

/** A run as the ledger has it. */
export interface RunRecord {
  readonly runId: number;
  /** The same for the same command on the same input, and for no other. */
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
  /** Where a run that forgets moves the horizon, in days since 1970-01-01. */
  readonly horizon?: number;
  /** Pings further apart are of different sessions, in seconds. */
  readonly sessionGap: number;
  /**
   * How many events passed the rules on one event, by the hash of the
   * content of each file.
   */
  readonly contents?: Readonly<Record<string, number>>;
}

/** The rows of raw tables; empty if they were not noted. */
export type RawRows = Readonly<Partial<Record<string, number>>>;

/** The number of the newest block of each table. */
export type BlockNumbers = Readonly<Record<string, number>>;

/** How far a run has come; see the migration that makes the table. */
export type RunState = (typeof STATES)[number];

const STATES = ["publishing", "done", "reported"] as const;

/**
 * Enters a run as `publishing`: from here on it will be completed.
 * @param blocks what the tables hold before anything of the run is in them.
 * @param rawRows how many rows the raw tables have after it.
 */
export async function enterRun(
  store: Writer,
  run: RunRecord,
  blocks: BlockNumbers,
  rawRows: RawRows,
): Promise<void> {
  await store.command({
    name: "ledger-publishing",
    sql: `INSERT INTO ${LEDGER} (run_id, state, request, started_at, changed_at, files, lines, blank, accepted, rejected, admitted, seconds, blocks, raw_rows, horizon, contents, session_gap)
      SELECT {runId:UInt32}, 'publishing', {request:String}, fromUnixTimestamp64Milli({startedAt:Int64}, 'UTC'), now64(3), {files:Array(String)},
        {lines:UInt64}, {blank:UInt64}, {accepted:UInt64}, {rejected:Map(String, UInt64)}, {admitted:UInt64}, {seconds:Float64}, {blocks:Map(String, Int64)}, {rawRows:Map(String, UInt64)}, toDate({horizon:UInt16}), {contents:Map(String, UInt64)}, {sessionGap:UInt32}`,
    parameters: {
      ...run,
      ...{ blocks, rawRows },
      ...{ horizon: run.horizon ?? 0, contents: run.contents ?? {} },
    },
    repeatable: true,
  });
}

/** Notes that a run has come into a later state, in the ledger of that name. */
export async function advanceRun(
  store: Writer,
  runId: number,
  state: Exclude<RunState, "publishing">,
  ledger: string = LEDGER,
): Promise<void> {
  await store.command({
    name: `ledger-${state}`,
    sql: `INSERT INTO ${ledger}
      SELECT * REPLACE ({state:String} AS state, greatest(now64(3), addMilliseconds(changed_at, 1)) AS changed_at)
      FROM ${ledger} FINAL WHERE run_id = {runId:UInt32}`,
    parameters: { runId, state },
    repeatable: true,
  });
}

/** A run and its state. */
export interface LedgerRow extends Omit<RunRecord, "sessionGap"> {
  readonly state: RunState;
  /** What the tables held before anything of the run was in them. */
  readonly blocks: BlockNumbers;
}

/** Where the ledger stands. */
export interface Ledger {
  /** The newest run that readers see; undefined before any. */
  readonly last: LedgerRow | undefined;
  /** The run that was left half published, if one was. */
  readonly interrupted: LedgerRow | undefined;
}

/**
 * Reads where the ledger stands. Throws database_unavailable when it has a
 * run in a state that this version does not know: what would have to be done
 * about it is unknown too.
 */
export async function readLedger(
  store: Pick<Writer, "rows">,
  ledger: string = LEDGER,
): Promise<Ledger> {
  const rows = await store.rows<LedgerRow>({
    name: "ledger",
    sql: `WITH (SELECT max(run_id) FROM ${ledger} WHERE state IN ('done', 'reported')) AS last
      SELECT run_id AS runId, state, request, toUnixTimestamp64Milli(started_at) AS startedAt, files,
        lines, blank, accepted, rejected, admitted, seconds, blocks
      FROM ${ledger} FINAL WHERE run_id = last OR state NOT IN ('done', 'reported') ORDER BY run_id`,
  });
  const unknown = rows.find(({ state }) => !STATES.includes(state));
  if (unknown)
    throw new TouchlineError(
      "database_unavailable",
      `run ${unknown.runId} in this database is in the state '${unknown.state}', which this Touchline does not know: use the newer Touchline that wrote it`,
    );
  return {
    last: rows.find(({ state }) => state !== "publishing"),
    interrupted: rows.find(({ state }) => state === "publishing"),
  };
}

/**
 * The first UTC day whose pings are taken and kept, in days since 1970-01-01;
 * 0 where none were ever forgotten. The newest run that set it decides. Nothing
 * may be half published.
 */
export async function readHorizon(
  store: Pick<Writer, "rows">,
): Promise<number> {
  const [row] = await store.rows<{ horizon: number }>({
    name: "horizon",
    sql: `SELECT toUInt16(argMax(${LEDGER}.horizon, run_id)) AS horizon FROM ${LEDGER} WHERE toUInt16(${LEDGER}.horizon) > 0`,
  });
  return Number(row?.horizon ?? 0);
}

/**
 * The greatest horizon that there ever was: sessions that ended before it need
 * not follow from the raw events that are there.
 */
export async function readGreatestHorizon(
  store: Pick<Writer, "rows">,
): Promise<number> {
  const [row] = await store.rows<{ horizon: number }>({
    name: "greatest-horizon",
    sql: `SELECT toUInt16(max(horizon)) AS horizon FROM ${LEDGER}`,
  });
  return Number(row?.horizon ?? 0);
}

/**
 * When the last run began, or the last one before another, in Unix
 * milliseconds; undefined before any.
 */
export async function readLastStart(
  store: Pick<Writer, "rows">,
  before = 2 ** 32 - 1,
): Promise<number | undefined> {
  const [row] = await store.rows<{ startedAt: number }>({
    name: "last-start",
    sql: `SELECT toUnixTimestamp64Milli(started_at) AS startedAt FROM ${LEDGER}
      WHERE run_id < {before:UInt32} ORDER BY run_id DESC LIMIT 1`,
    parameters: { before },
  });
  return row && Number(row.startedAt);
}

/**
 * Which of these contents runs have read, and the most events that passed in
 * each. Ids of raw events that were lost are not known any more once a repair
 * has accepted that: what was read before it does not count.
 */
export async function readContents(
  store: Pick<Writer, "rows">,
  contents: readonly string[],
): Promise<Map<string, number>> {
  const rows = await store.rows<{ content: string; passed: number }>({
    name: "contents",
    sql: `SELECT content, max(count) AS passed
      FROM ${LEDGER} ARRAY JOIN mapKeys(contents) AS content, mapValues(contents) AS count
      WHERE content IN {contents:Array(String)} AND run_id > (SELECT max(run_id) FROM ${LEDGER} WHERE request = 'repair')
      GROUP BY content`,
    parameters: { contents },
  });
  return new Map(rows.map(({ content, passed }) => [content, Number(passed)]));
}

/**
 * How many rows the last run has left in each raw table. Apart from
 * `readLedger`, which also reads ledgers that have no such column yet.
 */
export async function readRawRows(
  store: Pick<Writer, "rows">,
): Promise<RawRows> {
  const [row] = await store.rows<{ rawRows: RawRows }>({
    name: "raw-rows-of-last-run",
    sql: `SELECT raw_rows AS rawRows FROM ${LEDGER} WHERE state IN ('done', 'reported')
      ORDER BY run_id DESC, changed_at DESC LIMIT 1`,
  });
  return row?.rawRows ?? {};
}
