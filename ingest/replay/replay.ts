import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { recover } from "../../runs/publish/publish.ts";
import type { ReadStore, Store } from "../../clickhouse/connection/store.ts";
import { TouchlineError } from "../../common/errors.ts";
import type { Reason } from "../../common/reasons.ts";
import { runLines } from "../run-lines.ts";
import type { RunObserver } from "../../runs/run-progress.ts";
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
  /** Lines that are stored only in part: they stay as they are. */
  readonly clipped: number;
  /** Every line was rejected for the reason it had: nothing was published. */
  readonly unchanged: boolean;
}

/**
 * One run over lines that earlier runs rejected: each line moves from where it was
 * to where this run puts it. The same command repeated before its result was
 * reported returns the same run.
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
  const summary = await runLines(
    store,
    {
      async open(folder) {
        // Lines are chosen before the run begins: complete a half published one.
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
