import {
  erase,
  type EraseRequest,
  type Receipt,
} from "../ingest/erase/erase.ts";
import type { Operation } from "./operation.ts";

/** Removes a user. */
export const eraseOperation: Operation<EraseRequest, Receipt> = {
  writes: () => true,
  run: (store, request, { observer, signal }) =>
    erase(store, request, observer, signal),
};
