import { TouchlineError } from "../common/errors.ts";
import { allEnded } from "../common/all-ended.ts";
import { explainingDisk } from "../common/explain-files.ts";
import type { Store } from "../clickhouse/connection/store.ts";
import {
  advanceRun,
  readHorizon,
  type LedgerRow,
  type RunRecord,
} from "./ledger.ts";
import { publish, recover, type PublishOptions } from "./publish/publish.ts";
import type { RunObserver } from "./run-progress.ts";
import { readSessionGap } from "./session-gap.ts";

/** What `performRun` hands to the work of a run. */
export interface Run {
  /** The number of this run. */
  readonly runId: number;
  /** The newest run that readers see; undefined before any. */
  readonly last: LedgerRow | undefined;
  /** The first day whose pings are kept, in days since 1970; 0 for all. */
  readonly horizon: number;
  /** Of the database, in seconds. */
  readonly sessionGap: number;
  /** Seconds since the run began. */
  readonly seconds: () => number;
  /**
   * Publishes what the run has prepared in change tables and rebuilt tables.
   * Throws cancelled if the user cancelled before that.
   */
  readonly publish: (
    content: RunContent,
    options?: PublishOptions,
  ) => Promise<void>;
}

/** What a run enters in the ledger: the counts of its lines, if it reads any. */
export type RunContent = LinesContent | UpkeepContent;

/** A run over lines: the same command repeated returns its result. */
type LinesContent = Omit<
  RunRecord,
  "runId" | "startedAt" | "seconds" | "horizon" | "sessionGap"
>;

/** A run over tables: it reads no lines, and has no result to return again. */
interface UpkeepContent {
  readonly request: "repair" | "erase" | "forget";
  readonly admitted?: number;
  readonly horizon?: number;
  /** Where a repair has computed sessions with another gap. */
  readonly sessionGap?: number;
}

/** When a run began. */
export interface RunClock {
  /** Unix time in milliseconds. */
  readonly startedAt: number;
  /** Seconds since then, also if the time of day is set meanwhile. */
  readonly seconds: () => number;
}

/** @param startedAt the time of day, Unix time in milliseconds. */
export function startClock(startedAt = Date.now()): RunClock {
  const start = performance.now();
  return { startedAt, seconds: () => (performance.now() - start) / 1000 };
}

/**
 * Performs one run, as the only process that changes the database: recovers
 * what an earlier run left, lets `work` prepare and publish, and discards what
 * was prepared if `work` fails or publishes nothing. A process that ends on the
 * way leaves either nothing or a run that the next one completes.
 * Throws busy, cancelled or a database error, which explains a full disk.
 */
export async function performRun<Result>(
  store: Store,
  observer: RunObserver,
  signal: AbortSignal,
  work: (run: Run) => Promise<Result>,
  clock = startClock(),
): Promise<Result> {
  const { seconds } = clock;
  return explainingDisk(store.dataDir, () =>
    store.asWriter(async () => {
      let isPublished = false;
      let isClean = false;
      try {
        const readSettings = () =>
          allEnded([readHorizon(store), readSessionGap(store)]);
        const [{ last, completed }, settings] = await allEnded([
          recover(store),
          readSettings(),
        ]);
        // A run that was half published may have changed them.
        const [horizon, sessionGap] = completed
          ? await readSettings()
          : settings;
        const runId = (last?.runId ?? 0) + 1;
        const result = await work({
          ...{ runId, last, horizon, sessionGap, seconds },
          async publish(content, options) {
            if (signal.aborted)
              throw new TouchlineError(
                "cancelled",
                "cancelled; nothing was changed",
              );
            observer({ kind: "step", name: "publishing" });
            const record = recordOf(content, { runId, sessionGap }, clock);
            await publish(store, record, options);
            if (!hasLines(content)) await advanceRun(store, runId, "reported");
            isPublished = true;
          },
        });
        isClean = isPublished;
        return result;
      } finally {
        if (!isClean) await recover(store);
      }
    }),
  );
}

const hasLines = (content: RunContent): content is LinesContent =>
  "lines" in content;

function recordOf(
  content: RunContent,
  run: Pick<Run, "runId" | "sessionGap">,
  { startedAt, seconds }: RunClock,
): RunRecord {
  const noLines = { files: [], lines: 0, blank: 0, accepted: 0, rejected: {} };
  return {
    ...{ ...noLines, ...run, admitted: 0 },
    ...content,
    ...{ startedAt, seconds: seconds() },
  };
}

/** Notes that the user has seen the result of a run. */
export async function reportRun(
  store: Store,
  { runId }: { readonly runId: number | null },
): Promise<void> {
  if (runId === null) return;
  await explainingDisk(store.dataDir, () =>
    advanceRun(store, runId, "reported"),
  );
}
