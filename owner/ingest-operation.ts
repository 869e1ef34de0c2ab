import { reportRun, runIngest } from "../ingest/run.ts";
import type { RunRequest } from "../ingest/run-request.ts";
import type { RunSummary } from "../ingest/summary.ts";
import type { OpeningStore, Store } from "../clickhouse/store.ts";
import type { Caller, Operation } from "./operation.ts";

/** One run of the ingest. */
export const ingestOperation: Operation<RunRequest, RunSummary> = {
  writes: () => true,
  takesTurn: true,
  run: ingest,
  runWhileOpening: ingest,
  told: reportRun,
};

function ingest(
  store: Store | OpeningStore,
  request: RunRequest,
  { observer, signal, input }: Caller,
): Promise<RunSummary> {
  return runIngest(store, request, observer, signal, input);
}
