import type { Store } from "../../clickhouse/store.ts";
import { dayOf } from "../../common/days.ts";
import { messageOf, TouchlineError } from "../../common/errors.ts";
import { UNOBSERVED } from "../run-observer.ts";
import { forget } from "./forget.ts";
import { formatForgotten } from "./format-forgetting.ts";

/** How long raw events are kept. */
export interface Retention {
  readonly days: number;
  /** The clock, Unix time in milliseconds. */
  readonly now: number;
}

/** The first day of which raw events are kept, in days since 1970-01-01. */
export const horizonOf = ({ days, now }: Retention): number =>
  dayOf(now / 1000) - days;

/**
 * Forgets, after a run, what is older than raw events are kept. The run is
 * published and its user knows it: what fails here is said, and is done by
 * the next run.
 */
export async function forgetOld(
  store: Store,
  retention: Retention,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<void> {
  const request = { horizon: horizonOf(retention), dryRun: false };
  try {
    const forgetting = await store.asWriter(() =>
      forget(store, request, UNOBSERVED, signal),
    );
    if (forgetting.changes) say(formatForgotten(forgetting));
  } catch (error) {
    if (!(error instanceof TouchlineError)) throw error;
    say(
      `Old raw events were not forgotten (${messageOf(error)}): the next run forgets them.`,
    );
  }
}
