import { reportRun, runIngest } from "../ingest/run.ts";
import type { RunRequest } from "../ingest/run-request.ts";
import type { RunSummary } from "../ingest/summary.ts";
import type { Operation } from "./operation.ts";

/** One run of the ingest. */
export const ingestOperation: Operation<RunRequest, RunSummary> = {
  writes: () => true,
  takesTurn: true,
  run: (store, request, { observer, signal, input }) =>
    runIngest(store, request, observer, signal, input),
  told: reportRun,
};
