import { resolve } from "node:path";
import type { LedgerRow } from "../runs/ledger.ts";
import { publish, recover } from "../runs/publish.ts";
import type {
  OpeningStore,
  Session,
  Store,
} from "../clickhouse/connection/store.ts";
import { explainingDisk } from "../common/explain-disk.ts";
import { cancellable } from "./stage/cancellable.ts";
import { checkBalance, checkRejects } from "./check-summary.ts";
import { derive } from "./derive/derive.ts";
import { keepRejects } from "./stage/keep-rejects.ts";
import { leaveOutKnownFiles, passedByContent } from "./known-files.ts";
import type { ShardRejects } from "./stage/messages.ts";
import { REASONS } from "./parse/reasons.ts";
import { WorkerPool } from "./stage/pool.ts";
import type { RunObserver } from "../runs/run-observer.ts";
import type { RunSettings } from "./run-request.ts";
import { SeenIds } from "./stage/seen-ids.ts";
import type { Shard } from "./input/shard.ts";
import { SpoolFolder } from "./stage/spool-folder.ts";
import { stage, type SourceFile, type StagedRun } from "./stage/stage.ts";
import { countByReason, summarize, type RunSummary } from "./summary.ts";
import { readTimezones, type Timezones } from "./parse/timezones.ts";

/** Where the lines of a run come from, and what else it does. */
export interface RunSource {
  /** Lays out the lines; `folder` is the run's own for temporary files. */
  readonly open: (folder: string) => Promise<RunLines> | RunLines;
  /** Throws what keeps the lines from being judged together. */
  readonly check?: (staged: StagedRun) => void;
  readonly identify: (staged: StagedRun) => Identity;
  /**
   * Adds to the change tables, after the rules, what the run has to publish
   * besides. Gives false when there is nothing to publish at all.
   */
  readonly complete?: (session: Session, runId: number) => Promise<boolean>;
}

/** What a run is known by. */
export interface Identity {
  /** Tells the same command on the same input from any other. */
  readonly request: string;
  /** Tells what each file holds, where they may come again. */
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
 * Until it publishes, whatever fails leaves the database as it was.
 * Throws input_failed, too_many_rejected, cancelled or a database error.
 */
export async function performRun(
  store: Store | OpeningStore,
  source: RunSource,
  settings: RunSettings,
  observer: RunObserver,
  signal: AbortSignal,
): Promise<RunSummary> {
  return explainingDisk(store.dataDir, () =>
    perform(store, source, settings, observer, signal),
  );
}

async function perform(
  database: Store | OpeningStore,
  source: RunSource,
  settings: RunSettings,
  observer: RunObserver,
  signal: AbortSignal,
): Promise<RunSummary> {
  const startedAt = performance.now();
  const timezones = readTimezones(
    resolve(settings.directory ?? "", settings.timezones),
    settings.timezones,
  );
  const spool = new SpoolFolder(database.spoolFolder);
  const seenIds = await SeenIds.take();
  const pool = openPool(settings, timezones, spool.path, seenIds);
  try {
    const [parsed, store] = await cancellable(signal, pool, async () => {
      const lines = await source.open(spool.path);
      observer.started(lines.bytes);
      // The files are parsed while the database opens, and while others have
      // their turn.
      return Promise.all([
        stage(lines, pool, spool.path, observer).then((staged) => {
          source.check?.(staged);
          return staged;
        }),
        "opened" in database ? database.opened : database,
      ]);
    });
    spool.note();
    return await store.asWriter(async () => {
      let isClean = false;
      try {
        const last = await recover(store);
        const { request, contents } = source.identify(parsed);
        if (last?.state === "done" && last.request === request)
          return repeatSummary(last);

        const staged = last
          ? await leaveOutKnownFiles(store, parsed, contents)
          : parsed;
        spool.note();
        const runId = (last?.runId ?? 0) + 1;
        const { counts, changes } = await cancellable(signal, pool, () =>
          prepare(store, pool, staged, runId, source, observer),
        );
        const seconds = () => (performance.now() - startedAt) / 1000;
        spool.check();
        checkBalance(counts);
        checkRejects(counts, settings.maxRejected);
        if (settings.dryRun || !changes)
          return { ...counts, runId: null, seconds: seconds() };
        observer.step("publishing");
        await publish(store, {
          ...counts,
          runId,
          request,
          // Of pings that are rejected for their age the ids are not known.
          contents: counts.rejected.some(
            ({ reason }) => reason === "outside_retention",
          )
            ? {}
            : passedByContent(parsed, contents),
          startedAt: settings.now,
          files: staged.files,
          rejected: countByReason(counts.rejected),
          seconds: seconds(),
        });
        isClean = true;
        return { ...counts, runId, seconds: seconds() };
      } finally {
        // What was prepared and not published goes, whatever was in the way.
        if (!isClean) await recover(store);
      }
    });
  } catch (error) {
    // A database that does not open takes the folder with it.
    if ("opened" in database) await database.opened;
    throw spool.explain(error);
  } finally {
    await pool.close();
    SeenIds.giveBack(seenIds);
    spool.remove();
  }
}

/** What is known of a run before it is published. */
type Counts = Omit<RunSummary, "runId" | "seconds">;

/** Fills the change tables, and says what is in them. */
async function prepare(
  store: Store,
  pool: WorkerPool,
  staged: StagedRun,
  runId: number,
  source: RunSource,
  observer: RunObserver,
): Promise<{ readonly counts: Counts; readonly changes: boolean }> {
  observer.step("applying the rules over several events");
  let late = new Map<number, ShardRejects[]>();
  return store.session(async (session) => {
    const admitted = await derive(session, staged, runId, async (found) => {
      late = await keepRejects(pool, staged, found);
    });
    const changes = (await source.complete?.(session, runId)) ?? true;
    const counts = { ...summarize(staged, late), admitted, repeated: false };
    return { counts, changes };
  });
}

function repeatSummary(run: LedgerRow): RunSummary {
  const rejected = REASONS.map((reason) => ({
    reason,
    count: Number(run.rejected[reason] ?? 0),
  })).filter(({ count }) => count > 0);
  return { ...run, rejected, repeated: true };
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
  });
}
