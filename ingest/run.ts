import { dirname, resolve } from "node:path";
import type { Readable } from "node:stream";
import { advanceRun, lastRun, type LedgerRow } from "../clickhouse/ledger.ts";
import { publish, recover } from "../clickhouse/publish.ts";
import type { Store } from "../clickhouse/store.ts";
import { TouchlineError } from "../common/errors.ts";
import { explainFullDisk } from "../common/explain-full-disk.ts";
import { derive } from "./derive.ts";
import { identify } from "./identify.ts";
import { inspectInput, type InputFile } from "./input.ts";
import type { RejectLimit } from "./options.ts";
import { WorkerPool } from "./pool.ts";
import type { RunObserver } from "./progress.ts";
import { SeenIds } from "./seen-ids.ts";
import type { LateRejects, ShardRejects } from "./messages.ts";
import { SpoolFolder } from "./spool-folder.ts";
import {
  stage,
  type StagedRun,
  type StagedShard,
  type StageOptions,
} from "./stage.ts";
import { REASONS } from "./parse/reasons.ts";
import { countByReason, summarize, total, type RunSummary } from "./summary.ts";
import { readTimezones, type Timezones } from "./timezones.ts";

/** What a run is to read, and how. */
export interface RunRequest {
  /** As the command names them. */
  readonly files: readonly string[];
  /** Where relative names start, if not where this process does. */
  readonly directory?: string;
  /** The timezones file. */
  readonly timezones: string;
  /** The UTC days taken, both inclusive, in days since 1970-01-01. */
  readonly firstDay: number;
  readonly lastDay: number;
  readonly workers: number;
  /** Bytes of a shard; the default keeps all workers busy. */
  readonly shardBytes?: number;
  /** Publish nothing. */
  readonly dryRun: boolean;
  readonly maxRejected: RejectLimit | undefined;
  /** The clock, Unix time in milliseconds. */
  readonly now: number;
}

/**
 * One run: cleans the files and publishes them, all or nothing. Until it
 * publishes, whatever fails leaves the database as it was. The caller tells
 * its user of the run and then calls `reportRun`; a command that comes again
 * because it ended before that gets the same run back.
 * Throws input_failed, too_many_rejected, cancelled or a database error.
 * @param standardInput opens what the file - is read from.
 */
export async function runIngest(
  store: Store,
  request: RunRequest,
  observer: RunObserver,
  signal: AbortSignal,
  standardInput: () => Readable = () => process.stdin,
): Promise<RunSummary> {
  try {
    return await perform(store, request, observer, signal, standardInput);
  } catch (error) {
    throw explainFullDisk(error, dirname(store.spoolFolder));
  }
}

async function perform(
  store: Store,
  request: RunRequest,
  observer: RunObserver,
  signal: AbortSignal,
  standardInput: () => Readable,
): Promise<RunSummary> {
  const startedAt = performance.now();
  const files = inspectInput(request.files, request.directory ?? "");
  const timezones = readTimezones(
    resolve(request.directory ?? "", request.timezones),
    request.timezones,
  );
  const spool = new SpoolFolder(store.spoolFolder);
  const folder = spool.path;
  const pool = openPool(request, timezones, folder);
  try {
    observer.started(inputBytes(files));
    const staged = await cancellable(signal, pool, () =>
      stageFiles(files, pool, request, { folder, standardInput }, observer),
    );
    spool.note();
    // Others may have parsed meanwhile; from here on it is this run's turn.
    return await store.asWriter(async () => {
      try {
        await recover(store);
        const identity = identify(request, files, staged);
        const last = await lastRun(store);
        if (last?.state === "done" && last.request === identity)
          return repeatSummary(last);

        const runId = (last?.runId ?? 0) + 1;
        const summary = await cancellable(signal, pool, () =>
          prepare(store, pool, staged, runId, observer),
        );
        const seconds = () => (performance.now() - startedAt) / 1000;
        spool.check();
        checkBalance(summary);
        checkRejects(summary, request.maxRejected);
        if (request.dryRun) {
          return { ...summary, runId: null, seconds: seconds() };
        }
        observer.step("publishing");
        await publish(store, {
          ...summary,
          runId,
          request: identity,
          startedAt: request.now,
          files: staged.files,
          rejected: countByReason(summary.rejected),
          seconds: seconds(),
        });
        return { ...summary, runId, seconds: seconds() };
      } finally {
        // Nothing to do after a publish; after a failure, whatever it was.
        await recover(store);
      }
    });
  } catch (error) {
    throw spool.explain(error);
  } finally {
    await pool.close();
    spool.remove();
  }
}

/** Notes that the user was told of a run. */
export async function reportRun(
  store: Store,
  { runId }: RunSummary,
): Promise<void> {
  if (runId === null) return;
  try {
    await advanceRun(store, runId, "reported");
  } catch (error) {
    throw explainFullDisk(error, dirname(store.spoolFolder));
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
  observer: RunObserver,
): Promise<Counts> {
  observer.step("applying the rules over several events");
  let late = new Map<number, ShardRejects[]>();
  const admitted = await store.session((session) =>
    derive(session, staged, runId, async (rejects) => {
      late = await keepRejects(pool, staged, rejects);
    }),
  );
  return { ...summarize(staged, late), admitted, repeated: false };
}

function repeatSummary(run: LedgerRow): RunSummary {
  const rejected = REASONS.map((reason) => ({
    reason,
    count: Number(run.rejected[reason] ?? 0),
  })).filter(({ count }) => count > 0);
  return { ...run, rejected, repeated: true };
}

function openPool(
  request: RunRequest,
  timezones: Timezones,
  folder: string,
): WorkerPool {
  return new WorkerPool(request.workers, {
    context: {
      countries: [...timezones.keys()],
      now: Math.floor(request.now / 1000),
      firstDay: request.firstDay,
      lastDay: request.lastDay,
    },
    timezones,
    spoolFolder: folder,
    seenIds: SeenIds.allocate(),
  });
}

/** Bytes on disk of all files; undefined when one cannot tell. */
function inputBytes(files: readonly InputFile[]): number | undefined {
  const sizes = files.map(({ bytes }) => bytes);
  return sizes.includes(undefined)
    ? undefined
    : total(sizes.map((size) => size ?? 0));
}

function stageFiles(
  files: readonly InputFile[],
  pool: WorkerPool,
  { workers, shardBytes }: RunRequest,
  places: Pick<StageOptions, "folder" | "standardInput">,
  observer: RunObserver,
): Promise<StagedRun> {
  return stage(files, pool, {
    ...places,
    workers,
    shardBytes,
    onStreamBytes: (bytes) => observer.read(bytes),
    onShard(outcome) {
      const { shard } = outcome;
      observer.parsed(outcome);
      if (files[shard.fileNumber - 1]?.shardable)
        observer.read(shard.end - shard.start);
    },
  });
}

/** Has the workers keep the lines that other events reject. */
async function keepRejects(
  pool: WorkerPool,
  staged: StagedRun,
  rejects: ReadonlyMap<number, LateRejects>,
): Promise<Map<number, ShardRejects[]>> {
  const kept = new Map<number, ShardRejects[]>();
  await pool.forEach(rejects, async ([number, late]) => {
    const shard = staged.shards[number] as StagedShard;
    kept.set(number, await pool.reject(shard, late));
  });
  return kept;
}

/** Every line is accepted, rejected or blank. */
function checkBalance({ lines, blank, accepted, rejected }: Counts): void {
  const sum = accepted + blank + total(rejected.map(({ count }) => count));
  if (sum !== lines)
    throw new Error(`${lines} lines were read, and ${sum} accounted for`);
}

function checkRejects(
  { lines, blank, rejected }: Counts,
  limit: RejectLimit | undefined,
): void {
  if (!limit) return;
  const count = total(rejected.map((rejects) => rejects.count));
  const allowed =
    "lines" in limit ? limit.lines : limit.share * (lines - blank);
  if (count <= allowed) return;
  const most = rejected.reduce((a, b) => (b.count > a.count ? b : a));
  throw new TouchlineError(
    "too_many_rejected",
    `${count} of ${lines - blank} lines were rejected, more than --max-rejected allows; nothing was published. Most often: ${most.reason}, ${most.count} times, first in ${most.example?.file}:${most.example?.line}`,
  );
}

/** Runs a step that ends at once, with the pool, when the user cancels. */
async function cancellable<T>(
  signal: AbortSignal,
  pool: WorkerPool,
  step: () => Promise<T>,
): Promise<T> {
  const cancelled = () =>
    new TouchlineError("cancelled", "cancelled; nothing was published");
  if (signal.aborted) throw cancelled();
  const stop = () => void pool.close();
  signal.addEventListener("abort", stop, { once: true });
  try {
    const result = await step();
    if (signal.aborted) throw cancelled();
    return result;
  } catch (error) {
    throw signal.aborted ? cancelled() : error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
