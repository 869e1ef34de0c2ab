import { readGreatestHorizon } from "../../runs/ledger.ts";
import {
  describeLoss,
  dropBrokenParts,
  findLoss,
  refuseLoss,
} from "../../runs/loss.ts";
import { performRun, startClock } from "../../runs/perform-run.ts";
import type { Store } from "../../clickhouse/connection/store.ts";
import type { PublishedTable } from "../../clickhouse/schema/tables.ts";
import { formatDay } from "../../common/days.ts";
import { TouchlineError } from "../../common/errors.ts";
import { explainingDisk } from "../../common/explain-files.ts";
import { readSql } from "../../common/package-root.ts";
import type { RunObserver } from "../../runs/run-progress.ts";
import { readSessionGap } from "../../runs/session-gap.ts";
import {
  compare,
  type CompareOptions,
  type TableDifferences,
} from "../../runs/derived/compare.ts";
import {
  DERIVED_TABLES,
  withThoseComputedFrom,
  type DerivedTable,
} from "../../runs/derived/derived-tables.ts";
import { rebuildTables } from "../../runs/derived/rebuild-tables.ts";
import {
  bind,
  forEachSlice,
  ROWS_PER_SLICE,
  STORED,
} from "../../runs/derived/sources.ts";

/** What verifying is to do. */
export interface VerifyRequest {
  /** Put derived tables right. */
  readonly repair: boolean;
  /** Repair although raw events are missing: what is left becomes the whole. */
  readonly acceptLoss?: boolean;
  /**
   * With `repair`: compute all sessions with this gap, in seconds; with that of
   * the database when not given.
   */
  readonly sessionGap?: number | undefined;
  /** How many differences of a table are shown; 10 when not given. */
  readonly examples?: number;
  /** How many rows are computed at once; as many as fit when not given. */
  readonly rowsPerSlice?: number;
}

/** A run in the ledger whose numbers do not add up. */
export interface UnbalancedRun {
  readonly runId: number;
  readonly lines: number;
  readonly accepted: number;
  readonly blank: number;
  readonly rejected: number;
}

/** Errors in a database that a repair cannot correct. */
export interface Damage {
  readonly unbalancedRuns: readonly UnbalancedRun[];
  /** Ids that more than one raw event has: how many, and the first. */
  readonly repeatedIds: {
    readonly count: number;
    readonly first: readonly number[];
  };
}

/** What verifying has found. */
export interface VerifyReport extends Damage {
  /** What the database has lost, in one line; undefined if nothing. */
  readonly loss: string | undefined;
  /** How many tables were compared. */
  readonly tables: number;
  /**
   * From which day on raw events were always kept, in days since 1970-01-01; 0 where
   * all are.
   */
  readonly horizon: number;
  /** The tables that were wrong. */
  readonly differences: readonly TableDifferences[];
  /** null where nothing was repaired. */
  readonly repair: Repair | null;
  readonly seconds: number;
}

/** What a repair has done. */
export interface Repair {
  readonly runId: number;
  readonly tables: readonly PublishedTable[];
  /** In seconds, where it has changed. */
  readonly sessionGap?: { readonly before: number; readonly now: number };
  /** What is wrong after it. */
  readonly left: readonly TableDifferences[];
}

const EXAMPLES = 10;

/**
 * Computes the derived tables again, from the raw events or from the tables
 * that they are the sums of, and compares; takes a share of the users or
 * matches at a time. With `repair` those that are wrong, and what is computed
 * from them, are rewritten into rebuilt tables, which are published as a
 * run of its own: readers see all of it at once, and a process that ends on
 * the way leaves either nothing or a run that is completed.
 * No run may be published meanwhile.
 * Throws database_failed if raw events are missing and the repair does not accept
 * that: it would subtract the missing events from every sum. Throws bad_usage for
 * another session gap if session pings were forgotten.
 */
export async function verify(
  store: Store,
  request: VerifyRequest,
  observer: RunObserver,
  signal: AbortSignal,
): Promise<VerifyReport> {
  return explainingDisk(store.dataDir, () =>
    compareAndRepair(store, request, observer, signal),
  );
}

async function compareAndRepair(
  store: Store,
  request: VerifyRequest,
  observer: RunObserver,
  signal: AbortSignal,
): Promise<VerifyReport> {
  const { seconds } = startClock();
  const options: CompareOptions = {
    examples: request.examples ?? EXAMPLES,
    rowsPerSlice: request.rowsPerSlice ?? ROWS_PER_SLICE,
    sessionGap: await readSessionGap(store),
  };
  const horizon = await readGreatestHorizon(store);
  const { sessionGap = options.sessionGap } = request;
  const changesGap = sessionGap !== options.sessionGap;
  if (changesGap) refuseForgotten(horizon);
  const { repair: repairs, acceptLoss = false } = request;
  if (repairs && !acceptLoss) await refuseLoss(store, "--accept-loss");
  const differences = await compareAll(store, options, observer, signal);
  const damage = await findDamage(store, options);
  const loss = await findLoss(store);
  const acceptsLoss = acceptLoss && loss.rawTables.length > 0;
  const repair =
    repairs && (differences.length > 0 || acceptsLoss || changesGap)
      ? await repairTables(
          ...([store, differences, acceptsLoss] as const),
          ...([sessionGap, options, observer, signal] as const),
        )
      : null;
  if (repairs) await dropBrokenParts(store, loss);
  return {
    ...damage,
    loss: describeLoss(repairs ? await findLoss(store) : loss),
    tables: new Set(DERIVED_TABLES.map(({ table }) => table)).size,
    horizon,
    differences,
    repair,
    seconds: seconds(),
  };
}

/** Sessions whose pings are gone cannot be computed again. */
function refuseForgotten(horizon: number): void {
  if (horizon === 0) return;
  throw new TouchlineError(
    "bad_usage",
    `session pings from before ${formatDay(horizon)} were forgotten, so their sessions cannot be computed with another gap: ingest the files into a new database, with SESSION_GAP set`,
  );
}

/** Whether the database is sound, after the repair if there was one. */
export function isSound(report: VerifyReport): boolean {
  const { repair, differences, loss, unbalancedRuns, repeatedIds } = report;
  const left = repair ? repair.left : differences;
  return (
    left.length === 0 &&
    loss === undefined &&
    unbalancedRuns.length === 0 &&
    repeatedIds.count === 0
  );
}

async function compareAll(
  store: Store,
  options: CompareOptions,
  observer: RunObserver,
  signal: AbortSignal,
): Promise<TableDifferences[]> {
  const found = new Map<PublishedTable, TableDifferences>();
  for (const derived of DERIVED_TABLES) {
    if (signal.aborted)
      throw new TouchlineError("cancelled", "cancelled; nothing was changed");
    observer({ kind: "step", name: `checking ${derived.table}` });
    const { table, count, first } = await compare(store, derived, options);
    const before = found.get(table);
    found.set(table, {
      table,
      count: count + (before?.count ?? 0),
      first: [...(before?.first ?? []), ...first].slice(0, options.examples),
    });
  }
  return [...found.values()].filter(({ count }) => count > 0);
}

async function findDamage(
  store: Store,
  { examples, rowsPerSlice }: CompareOptions,
): Promise<Damage> {
  const unbalanced = await store.rows<Record<keyof UnbalancedRun, unknown>>({
    name: "unbalanced-runs",
    sql: readSql("upkeep/verify/unbalanced-runs.sql"),
  });
  let count = 0;
  const first: number[] = [];
  const sql = readSql("upkeep/verify/repeated-event-ids.sql");
  const [eventIds] = DERIVED_TABLES as readonly [DerivedTable];
  await forEachSlice(
    store,
    eventIds,
    STORED,
    rowsPerSlice,
    async (on, slice) => {
      const rows = await on.rows<{ event_id: number; count: number }>(
        bind("repeated-event-ids", sql, STORED, { ...slice, examples }),
      );
      count += Number(rows[0]?.count ?? 0);
      first.push(...rows.map(({ event_id }) => Number(event_id)));
    },
  );
  return {
    unbalancedRuns: unbalanced.map((run) => ({
      runId: Number(run.runId),
      lines: Number(run.lines),
      accepted: Number(run.accepted),
      blank: Number(run.blank),
      rejected: Number(run.rejected),
    })),
    repeatedIds: { count, first: first.slice(0, examples) },
  };
}

async function repairTables(
  store: Store,
  differences: readonly TableDifferences[],
  acceptsLoss: boolean,
  sessionGap: number,
  options: CompareOptions,
  observer: RunObserver,
  signal: AbortSignal,
): Promise<Repair> {
  const changesGap = sessionGap !== options.sessionGap;
  const tables = withThoseComputedFrom([
    ...differences.map(({ table }) => table),
    ...(changesGap ? (["signed_sessions"] as const) : []),
  ]);
  const runId = await performRun(store, observer, signal, async (run) => {
    observer({ kind: "step", name: `rewriting ${[...tables].join(", ")}` });
    await rebuildTables(store, tables, {
      runId: run.runId,
      rowsPerSlice: options.rowsPerSlice,
      sessionGap,
      from: [],
      forgotten: "",
      erasing: false,
    });
    await run.publish({ request: "repair", sessionGap }, { acceptsLoss });
    return run.runId;
  });
  const after = { ...options, sessionGap };
  const left = await compareAll(store, after, observer, signal);
  return {
    ...{ runId, tables: [...tables], left },
    ...(changesGap && {
      sessionGap: { before: options.sessionGap, now: sessionGap },
    }),
  };
}
