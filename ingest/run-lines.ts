import { resolve } from "node:path";
import type { LedgerRow } from "../runs/ledger.ts";
import { performRun, startClock, type Run } from "../runs/perform-run.ts";
import type { RunObserver } from "../runs/run-progress.ts";
import type {
  OpeningStore,
  Session,
  Store,
} from "../clickhouse/connection/store.ts";
import { explainingDisk } from "../common/explain-files.ts";
import { checkBalance, checkRejects } from "./check-summary.ts";
import { derive } from "./derive/derive.ts";
import type { SparsePings } from "./derive/sparse-pings.ts";
import { keepRejects, type FoundRejects } from "./stage/keep-rejects.ts";
import { leaveOutKnownFiles, passedByContent } from "./known-files.ts";
import type { ShardRejects } from "./stage/messages.ts";
import { REASONS } from "../common/reasons.ts";
import { WorkerPool } from "./stage/pool.ts";
import type { RunSettings } from "./run-request.ts";
import { SeenIds } from "./stage/seen-ids.ts";
import type { Shard } from "./input/shard.ts";
import { SpoolFolder } from "./stage/spool-folder.ts";
import { stage, type SourceFile, type StagedRun } from "./stage/stage.ts";
import {
  countByReason,
  previewInput,
  summarize,
  type RunSummary,
} from "./summary.ts";
import { readTimezones, type Timezones } from "./parse/timezones.ts";

/** Where the lines of a run come from, and what else it does. */
export interface RunSource {
  /** Lays out the lines; `folder` is the run's own for temporary files. */
  readonly open: (folder: string) => Promise<RunLines> | RunLines;
  /** Throws if the lines cannot be judged together. */
  readonly check?: (staged: StagedRun) => void;
  readonly identify: (staged: StagedRun) => Identity;
  /**
   * Adds to the change tables, after the rules, what the run has to publish
   * besides. Returns false if there is nothing to publish at all.
   */
  readonly complete?: (session: Session, runId: number) => Promise<boolean>;
}

/** What identifies a run. */
export interface Identity {
  /** The same for the same command on the same input, and for no other. */
  readonly request: string;
  /** A hash of the content of each file, if files may be ingested again. */
  readonly contents: readonly string[];
}

/** The lines of a run. */
export interface RunLines {
  /** In their order. */
  readonly files: readonly SourceFile[];
  /** Bytes to be read, where that is known. */
  readonly bytes: number | undefined;
  readonly shards: AsyncIterable<Shard> | Iterable<Shard>;
}

/**
 * One run: judges the lines of a source and publishes them, all or nothing.
 * Until the run publishes, any failure leaves the database as it was. The same
 * request again, before its result was reported, returns the first run.
 * Throws input_failed, too_many_rejected, cancelled or a database error.
 * @param database may still be opening; the lines are parsed meanwhile.
 */
export async function runLines(
  database: Store | OpeningStore,
  source: RunSource,
  settings: RunSettings,
  observer: RunObserver,
  signal: AbortSignal,
): Promise<RunSummary> {
  return explainingDisk(database.dataDir, () =>
    parseAndJudge(database, source, settings, observer, signal),
  );
}

async function parseAndJudge(
  database: Store | OpeningStore,
  source: RunSource,
  settings: RunSettings,
  observer: RunObserver,
  signal: AbortSignal,
): Promise<RunSummary> {
  const clock = startClock(settings.now);
  const timezones = readTimezones(
    resolve(settings.directory ?? "", settings.timezones),
    settings.timezones,
  );
  const spool = new SpoolFolder(database.spoolFolder);
  const seenIds = await SeenIds.take();
  const pool = openPool(settings, timezones, spool.path, seenIds);

  async function judge(
    store: Store,
    parsed: StagedRun,
    run: Run,
  ): Promise<RunSummary> {
    const { runId, last, seconds, publish } = run;
    const { request, contents } = source.identify(parsed);
    if (last?.state === "done" && last.request === request)
      return repeatSummary(last, settings.timezones);

    const staged = last
      ? await leaveOutKnownFiles(store, parsed, contents)
      : parsed;
    spool.note();
    const { counts, sparsePings, changes } = await pool.cancellable(
      signal,
      () => prepare(store, pool, staged, run, source, settings, observer),
    );
    spool.check();
    checkBalance(counts);
    checkRejects(counts, settings.maxRejected);
    const summary = { ...counts, sparsePings, timezones: settings.timezones };
    if (settings.dryRun || !changes)
      return { ...summary, runId: null, seconds: seconds() };
    await publish({
      ...counts,
      request,
      // The ids of pings that are rejected for their age are not stored.
      contents: counts.rejected.some(
        ({ reason }) => reason === "outside_retention",
      )
        ? {}
        : passedByContent(parsed, contents),
      files: staged.files,
      rejected: countByReason(counts.rejected),
    });
    return { ...summary, runId, seconds: seconds() };
  }

  async function parse(): Promise<StagedRun> {
    const lines = await source.open(spool.path);
    observer({ kind: "started", inputBytes: lines.bytes });
    const staged = await stage(lines, pool, spool.path, observer);
    source.check?.(staged);
    spool.note();
    return staged;
  }

  try {
    const parsing = pool.cancellable(signal, parse);
    // A failure is thrown where its result is awaited.
    parsing.catch(() => undefined);
    const store = "opened" in database ? await database.opened : database;
    return await performRun(
      store,
      observer,
      signal,
      async (run) => judge(store, await parsing, run),
      clock,
    );
  } catch (error) {
    // If the database does not open, its folder is removed too.
    if ("opened" in database) await database.opened;
    throw spool.explain(error);
  } finally {
    await pool.close();
    SeenIds.giveBack(seenIds);
    spool.remove();
  }
}

/** Lines that a dry run describes. */
const PREVIEWED_LINES = 10;

/** What is known of a run before it is published. */
type Counts = Omit<
  RunSummary,
  "runId" | "seconds" | "sparsePings" | "timezones"
>;

/** What a run has put into the change tables. */
interface Prepared {
  readonly counts: Counts;
  readonly sparsePings: SparsePings | undefined;
  /** Whether there is something to publish. */
  readonly changes: boolean;
}

/** Fills the change tables, and returns the counts of the run. */
async function prepare(
  store: Store,
  pool: WorkerPool,
  staged: StagedRun,
  run: Run,
  source: RunSource,
  { eventsPerSlice }: RunSettings,
  observer: RunObserver,
): Promise<Prepared> {
  observer({ kind: "step", name: "applying the rules over several events" });
  let late = new Map<number, ShardRejects[]>();
  let lines: FoundRejects["lines"] = new Map();
  return store.session(async (session) => {
    const { admitted, heldDetails, sparsePings } = await derive(
      session,
      staged,
      run,
      async (found) => {
        late = await keepRejects(pool, staged, found);
        ({ lines } = found);
      },
      eventsPerSlice,
    );
    const changes = (await source.complete?.(session, run.runId)) ?? true;
    const summed = summarize(staged, late, heldDetails);
    const preview = previewInput(staged, lines);
    const counts = { ...summed, preview, admitted, repeated: false };
    return { counts, sparsePings, changes };
  });
}

function repeatSummary(run: LedgerRow, timezones: string): RunSummary {
  const rejected = REASONS.map((reason) => ({
    reason,
    count: Number(run.rejected[reason] ?? 0),
    values: [],
  })).filter(({ count }) => count > 0);
  return { ...run, rejected, timezones, preview: undefined, repeated: true };
}

function openPool(
  settings: RunSettings,
  timezones: Timezones,
  folder: string,
  seenIds: SharedArrayBuffer,
): WorkerPool {
  return new WorkerPool(settings.workers, {
    context: {
      countries: [...timezones.keys()],
      now: Math.floor(settings.now / 1000),
      firstDay: settings.firstDay,
      lastDay: settings.lastDay,
    },
    timezones,
    spoolFolder: folder,
    seenIds,
    previewLines: settings.dryRun ? PREVIEWED_LINES : 0,
  });
}
