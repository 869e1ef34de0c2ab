import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { recover } from "../../runs/publish.ts";
import type { ReadStore, Store } from "../../clickhouse/connection/store.ts";
import { TouchlineError } from "../../common/errors.ts";
import type { Reason } from "../parse/reasons.ts";
import { performRun } from "../perform-run.ts";
import type { RunObserver } from "../../runs/run-observer.ts";
import type { RunSettings } from "../run-request.ts";
import type { RunSummary } from "../summary.ts";
import {
  countClipped,
  listFiles,
  takeLines,
  type Choice,
  type ChosenFile,
} from "./chosen-lines.ts";
import { writeLines } from "./write-lines.ts";

/** Which rejected lines go through the rules again, and how. */
export interface ReplayRequest extends RunSettings {
  readonly reasons: readonly Reason[];
  /** The run whose lines they are; undefined for all. */
  readonly run: number | undefined;
}

/** What a replay has made of the lines. */
export interface ReplaySummary extends RunSummary {
  /** Lines of which too little is kept: they stay as they are. */
  readonly clipped: number;
  /** Every line was rejected for the reason it had: nothing was published. */
  readonly unchanged: boolean;
}

/**
 * One run whose input is what earlier ones have rejected: each line that it
 * takes stands afterwards where this run has put it, and nowhere else. A
 * command that comes again because it ended before it could tell of its run
 * gets the same run back.
 * Throws what an ingest throws.
 */
export async function replay(
  store: Store,
  request: ReplayRequest,
  observer: RunObserver,
  signal: AbortSignal,
): Promise<ReplaySummary> {
  const choice = { reasons: request.reasons, run: request.run ?? 0 };
  let files: ChosenFile[] = [];
  let clipped = 0;
  let changed = 0;
  const summary = await performRun(
    store,
    {
      async open(folder) {
        // What is chosen from must not be half published.
        await recover(store);
        if (request.run !== undefined) await requireRun(store, request.run);
        files = await listFiles(store, choice);
        clipped = await countClipped(store, choice);
        return {
          files: files.map(({ name }) => ({
            name,
            hasOffsets: false,
            readByShard: true,
          })),
          bytes: undefined,
          shards: writeLines(store, choice, files, folder),
        };
      },
      identify: () => ({ request: identify(request, choice), contents: [] }),
      async complete(session, runId) {
        changed = await takeLines(session, choice, files, runId);
        return changed > 0;
      },
    },
    request,
    observer,
    signal,
  );
  return { ...summary, clipped, unchanged: !summary.repeated && changed === 0 };
}

/** Throws not_found for a run that the ledger does not have. */
async function requireRun(store: ReadStore, run: number): Promise<void> {
  const [found] = await store.query({
    name: "find-run",
    sql: "SELECT 1 FROM runs WHERE run_id = {run:UInt32} LIMIT 1",
    parameters: { run },
  });
  if (found === undefined)
    throw new TouchlineError(
      "not_found",
      `there is no run ${run}: npx touchline runs lists the newest`,
    );
}

function identify(request: ReplayRequest, choice: Choice): string {
  const { firstDay, lastDay, directory = "", timezones } = request;
  const hash = createHash("sha256")
    .update(JSON.stringify([choice, firstDay, String(lastDay)]))
    .update(readFileSync(resolve(directory, timezones)))
    .digest("hex");
  return `replay ${hash}`;
}
