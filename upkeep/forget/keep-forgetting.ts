import { setTimeout as sleep } from "node:timers/promises";
import { dayOf } from "../../common/days.ts";

/** What it needs of the process that forgets. */
export interface Keeper {
  /** Moves the horizon on by this clock, Unix time in milliseconds. */
  readonly moveOn: (now: number) => Promise<void>;
  /** Receives the error of a failed attempt. */
  readonly failed: (error: unknown) => void;
  /** Aborted when the process is to end. */
  readonly signal: AbortSignal;
  /** Unix time in milliseconds; settable for tests. */
  readonly clock?: () => number;
  readonly lookEveryMilliseconds?: number;
}

/** The clock may be set, and the machine may sleep: so check for a new day often. */
const LOOK_EVERY_MILLISECONDS = 60_000;

/** The cause of a failure may last, such as a full disk. */
const RETRY_MILLISECONDS = 3_600_000;

/** Forgets once a day, and at once where it is due, until it is stopped. */
export async function keepForgetting({
  moveOn,
  failed,
  signal,
  ...options
}: Keeper): Promise<void> {
  const { clock = Date.now } = options;
  const { lookEveryMilliseconds = LOOK_EVERY_MILLISECONDS } = options;
  let doneFor: number | undefined;
  let notBefore = -Infinity;
  while (!signal.aborted) {
    const now = clock();
    const today = dayOf(now / 1000);
    if (today !== doneFor && performance.now() >= notBefore) {
      try {
        await moveOn(now);
        doneFor = today;
      } catch (error) {
        notBefore = performance.now() + RETRY_MILLISECONDS;
        // A stop is not a failure: nothing was changed.
        if (!signal.aborted) failed(error);
      }
    }
    await sleep(lookEveryMilliseconds, undefined, { signal }).catch(
      () => undefined,
    );
  }
}
