import { setTimeout as sleep } from "node:timers/promises";
import { readHorizon } from "../clickhouse/ledger.ts";
import type { Store } from "../clickhouse/store.ts";
import { dayOf } from "../common/days.ts";
import { TouchlineError } from "../common/errors.ts";
import { stopwatch } from "../common/stopwatch.ts";
import { horizonOf } from "../ingest/forget/forget-old.ts";
import { forget } from "../ingest/forget/forget.ts";
import { UNOBSERVED } from "../ingest/run-observer.ts";
import type { Activity } from "./activity.ts";
import { runIdOf, type WatchOperation } from "./ended-operation.ts";
import type { WriterLock } from "./writer-lock.ts";

/** What it needs of the process that has the database open. */
export interface Keeper {
  readonly store: Store;
  readonly lock: WriterLock;
  readonly activity: Activity;
  readonly watch: WatchOperation;
  /** Told what was in the way. */
  readonly failed: (error: unknown) => void;
  /** Aborted when the process is to end. */
  readonly signal: AbortSignal;
  /** Unix time in milliseconds; settable for tests. */
  readonly clock?: () => number;
  readonly lookEveryMilliseconds?: number;
}

/** A clock may be set, and a machine may sleep: the next day is looked for. */
const LOOK_EVERY_MILLISECONDS = 60_000;

/** What was in the way may be so for long, as with a full disk. */
const RETRY_MILLISECONDS = 3_600_000;

/** Others that change the database may take so long. */
const WAIT_SECONDS = 604_800;

/** Forgets once a day, and at once where it is due, until it is stopped. */
export async function keepForgetting(
  days: number,
  keeper: Keeper,
): Promise<void> {
  const { signal, clock = Date.now } = keeper;
  const { lookEveryMilliseconds = LOOK_EVERY_MILLISECONDS } = keeper;
  let doneFor: number | undefined;
  let notBefore = -Infinity;
  while (!signal.aborted) {
    const now = clock();
    const today = dayOf(now / 1000);
    if (today !== doneFor && performance.now() >= notBefore) {
      if (await moveOn(horizonOf({ days, now }), keeper)) doneFor = today;
      else notBefore = performance.now() + RETRY_MILLISECONDS;
    }
    await sleep(lookEveryMilliseconds, undefined, { signal }).catch(
      () => undefined,
    );
  }
}

/** Gives whether that was done, or had been before. */
async function moveOn(horizon: number, keeper: Keeper): Promise<boolean> {
  const { store, lock, activity, watch, failed, signal } = keeper;
  const seconds = stopwatch();
  const end = () => ({
    ...{ operation: "forget", by: process.pid, readBytes: 0 },
    seconds: seconds(),
  });
  const contender = {
    ...{ title: "forget", pid: process.pid, waitSeconds: WAIT_SECONDS },
    ...{ signal, waiting: () => undefined },
  };
  try {
    // Nobody has to wait for what need not be done.
    if ((await readHorizon(store)) >= horizon) return true;
    await lock.hold(contender, async () => {
      const forgetting = await activity.during(
        "forget",
        UNOBSERVED,
        (observer) =>
          forget(store, { horizon, dryRun: false }, observer, signal),
      );
      if (forgetting.changes) watch({ ...end(), ...runIdOf(forgetting) });
    });
    return true;
  } catch (error) {
    // One that is stopped leaves all as it was.
    if (signal.aborted) return false;
    const failure = error instanceof TouchlineError ? error.kind : "bug";
    watch({ ...end(), failure });
    failed(error);
    return false;
  }
}
