import type {
  OpeningStore,
  Store,
} from "../../../clickhouse/connection/store.ts";
import { TouchlineError } from "../../../common/errors.ts";
import { erase } from "../../../upkeep/erase/erase.ts";
import { forget } from "../../../upkeep/forget/forget.ts";
import type { RunObserver } from "../../../runs/run-progress.ts";
import { replay, type ReplayRequest } from "../../../ingest/replay/replay.ts";
import { runIngest } from "../../../ingest/run.ts";
import { reportRun } from "../../../runs/perform-run.ts";
import type { RunRequest } from "../../../ingest/run-request.ts";
import { countByReason, type RunSummary } from "../../../ingest/summary.ts";

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
 * Performs it, and returns its report without what is never the same
 * twice. `onReport` gets that before the run is recorded as reported.
 */
export async function performWork(
  database: Store | OpeningStore,
  work: Work,
  observer: RunObserver,
  onReport: (text: string) => void = () => undefined,
): Promise<string> {
  const { signal } = new AbortController();
  if (work.command === "erase" || work.command === "forget") {
    const store = await storeOf(database);
    const text =
      work.command === "erase"
        ? await eraseAndReport(store, work.userId, observer, signal)
        : await forgetAndReport(store, work.horizon, observer, signal);
    onReport(text);
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
  const text = formatReport(summary);
  onReport(text);
  await reportRun(await storeOf(database), summary);
  return text;
}

async function storeOf(database: Store | OpeningStore): Promise<Store> {
  return "opened" in database ? database.opened : database;
}

/** The report of a command that is repeated after it was done. */
export function reportAgain({ command }: Work, first: string): string {
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

async function eraseAndReport(
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

async function forgetAndReport(
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

function formatReport(summary: RunSummary): string {
  const { runId, repeated, lines, blank, accepted, admitted } = summary;
  const reasons = countByReason(summary.rejected);
  return JSON.stringify({
    ...{ runId, repeated, lines, blank, accepted, reasons, admitted },
  });
}
