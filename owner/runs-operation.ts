import {
  listRuns,
  type ListedRun,
  type RunsRequest,
} from "../ingest/runs/list-runs.ts";
import type { Operation } from "./operation.ts";

/** The ledger, also while a run is under way. */
export const runsOperation: Operation<RunsRequest, ListedRun[]> = {
  writes: () => false,
  run: (store, request) => listRuns(store, request),
};
