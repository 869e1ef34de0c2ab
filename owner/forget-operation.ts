import {
  forget,
  type ForgetRequest,
  type Forgetting,
} from "../ingest/forget/forget.ts";
import type { Operation } from "./operation.ts";

/** Moves on from when raw events are kept. */
export const forgetOperation: Operation<ForgetRequest, Forgetting> = {
  // What would go is counted between two runs.
  writes: () => true,
  run: (store, request, { observer, signal }) =>
    forget(store, request, observer, signal),
};
