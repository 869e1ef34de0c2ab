import type { OpeningStore, Store } from "../../clickhouse/connection/store.ts";
import { TouchlineError } from "../../common/errors.ts";
import { erase } from "../../upkeep/erase/erase.ts";
import { forget } from "../../upkeep/forget/forget.ts";
import type { RunObserver } from "../../runs/run-progress.ts";
import { replay, type ReplayRequest } from "../../ingest/replay/replay.ts";
import { runIngest } from "../../ingest/run.ts";
import { reportRun } from "../../runs/perform-run.ts";
import type { RunRequest } from "../../ingest/run-request.ts";
import { countByReason, type RunSummary } from "../../ingest/summary.ts";

/** A command that changes a database, as JSON has it: nothing is infinite. */
export type Work =
  | {
      readonly command: "ingest";
      readonly request: Omit<RunRequest, "lastDay">;
    }
  | {
      readonly command: "replay";
      readonly request: Omit<ReplayRequest, "lastDay" | "run">;
    }
  | { readonly command: "erase"; readonly userId: string }
  | { readonly command: "forget"; readonly horizon: number };

/**
 * Does it, and gives what it tells its user, without what is never the same
 * twice. `told` is called with that before it is noted that the user knows.
 */
export async function performWork(
  database: Store | OpeningStore,
  work: Work,
  observer: RunObserver,
  told: (text: string) => void = () => undefined,
): Promise<string> {
  const { signal } = new AbortController();
  if (work.command === "erase" || work.command === "forget") {
    const store = await storeOf(database);
    const text =
      work.command === "erase"
        ? await eraseAndTell(store, work.userId, observer, signal)
        : await forgetAndTell(store, work.horizon, observer, signal);
    told(text);
    return text;
  }
  const summary =
    work.command === "ingest"
      ? await runIngest(database, withLimits(work.request), observer, signal)
      : await replay(
          await storeOf(database),
          { ...withLimits(work.request), run: undefined },
          observer,
          signal,
        );
  const text = tellRun(summary);
  told(text);
  await reportRun(await storeOf(database), summary);
  return text;
}

async function storeOf(database: Store | OpeningStore): Promise<Store> {
  return "opened" in database ? database.opened : database;
}

/** What the command tells when it comes again and has been done already. */
export function tellAgain({ command }: Work, first: string): string {
  switch (command) {
    case "erase":
      return ERASED;
    case "forget":
      return FORGOTTEN;
    default:
      return first.replace('"repeated":false', '"repeated":true');
  }
}

const ERASED = "nothing is stored of the user";
const FORGOTTEN = "nothing to forget";

function withLimits<Request extends object>(request: Request) {
  return { ...request, lastDay: Infinity };
}

async function eraseAndTell(
  store: Store,
  userId: string,
  observer: RunObserver,
  signal: AbortSignal,
): Promise<string> {
  try {
    const receipt = await erase(store, { userId }, observer, signal);
    return JSON.stringify({ ...receipt, seconds: 0 });
  } catch (error) {
    const erased =
      error instanceof TouchlineError && error.kind === "not_found";
    if (!erased) throw error;
    return ERASED;
  }
}

async function forgetAndTell(
  store: Store,
  horizon: number,
  observer: RunObserver,
  signal: AbortSignal,
): Promise<string> {
  const request = { horizon, dryRun: false };
  const forgetting = await forget(store, request, observer, signal);
  return forgetting.changes
    ? JSON.stringify({ ...forgetting, seconds: 0 })
    : FORGOTTEN;
}

function tellRun(summary: RunSummary): string {
  const { runId, repeated, lines, blank, accepted, admitted } = summary;
  const reasons = countByReason(summary.rejected);
  return JSON.stringify({
    ...{ runId, repeated, lines, blank, accepted, reasons, admitted },
  });
}
