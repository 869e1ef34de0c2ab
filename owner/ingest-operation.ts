import { forgetOld } from "../ingest/forget/forget-old.ts";
import { reportRun, runIngest } from "../ingest/run.ts";
import type { RunRequest } from "../ingest/run-request.ts";
import type { RunSummary } from "../ingest/summary.ts";
import type { OpeningStore, Store } from "../clickhouse/store.ts";
import type { Caller, Operation } from "./operation.ts";

/** A run, and what follows it. */
export interface IngestRequest extends RunRequest {
  /** How long raw events are kept; for ever where this is left out. */
  readonly retentionDays?: number;
}

/** One run of the ingest. */
export const ingestOperation: Operation<IngestRequest, RunSummary> = {
  writes: () => true,
  takesTurn: true,
  run: ingest,
  runWhileOpening: ingest,
  async told(store, summary, { retentionDays, now }, { signal, say }) {
    await reportRun(store, summary);
    if (retentionDays === undefined || summary.runId === null) return;
    await forgetOld(store, { days: retentionDays, now }, signal, say);
  },
};

function ingest(
  store: Store | OpeningStore,
  request: RunRequest,
  { observer, signal, input }: Caller,
): Promise<RunSummary> {
  return runIngest(store, request, observer, signal, input);
}
