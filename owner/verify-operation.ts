import {
  verify,
  type VerifyReport,
  type VerifyRequest,
} from "../ingest/verify/verify.ts";
import type { Operation } from "./operation.ts";

/** Compares derived tables with what they are computed from. */
export const verifyOperation: Operation<VerifyRequest, VerifyReport> = {
  // A run that was published meanwhile would look like a fault.
  writes: () => true,
  run: (store, request, { observer, signal }) =>
    verify(store, request, observer, signal),
};
