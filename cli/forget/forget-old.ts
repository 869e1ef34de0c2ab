import type { Store } from "../../clickhouse/connection/store.ts";
import { messageOf, TouchlineError } from "../../common/errors.ts";
import {
  findDueHorizon,
  type Retention,
} from "../../upkeep/forget/choose-horizon.ts";
import { forget } from "../../upkeep/forget/forget.ts";
import { formatForgotten } from "./format-forgetting.ts";

/**
 * Forgets, after a run, what is older than raw events are kept. The run is
 * published and its user knows it: a failure here is reported, and the next
 * run forgets.
 */
export async function forgetOld(
  store: Store,
  retention: Retention,
  signal: AbortSignal,
  print: (text: string) => void,
): Promise<void> {
  try {
    const horizon = await findDueHorizon(store, retention);
    if (horizon === undefined) return;
    const request = { horizon, dryRun: false };
    const forgetting = await forget(store, request, () => undefined, signal);
    if (forgetting.changes) print(formatForgotten(forgetting));
  } catch (error) {
    if (!(error instanceof TouchlineError)) throw error;
    print(
      `Old raw events were not forgotten (${messageOf(error)}): the next run forgets them.`,
    );
  }
}
