import {
  replay,
  type ReplayRequest,
  type ReplaySummary,
} from "../ingest/replay/replay.ts";
import { reportRun } from "../ingest/run.ts";
import type { Operation } from "./operation.ts";

/** Sends rejected lines through the rules again. */
export const replayOperation: Operation<ReplayRequest, ReplaySummary> = {
  writes: () => true,
  run: (store, request, { observer, signal }) =>
    replay(store, request, observer, signal),
  told: reportRun,
};
