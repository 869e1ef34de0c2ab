import type { Readable } from "node:stream";
import type { OpeningStore, Store } from "../clickhouse/store.ts";
import type { RunObserver } from "../ingest/run-observer.ts";

/** The command that asked for an operation, as the operation sees it. */
export interface Caller {
  readonly observer: RunObserver;
  /** Aborted when the user wants no more of it, or is gone. */
  readonly signal: AbortSignal;
  /** Opens the command's standard input. */
  readonly input: () => Readable;
  /** Puts bytes on the command's standard output, and waits until they fit. */
  readonly output: (bytes: Buffer) => Promise<void>;
  /** Tells the user a sentence, beside the result. */
  readonly say: (text: string) => void;
}

/**
 * What a command has done by the process that has the database open.
 * Requests and results are plain JSON values.
 */
export interface Operation<Request, Result> {
  /** Whether it changes the database; such operations run one at a time. */
  readonly writes: (request: Request) => boolean;
  /** It waits for its turn by itself, as late as it can. */
  readonly takesTurn?: boolean;
  readonly run: (
    store: Store,
    request: Request,
    caller: Caller,
  ) => Promise<Result>;
  /** Does the same from the moment on when the database begins to open. */
  readonly runWhileOpening?: (
    store: OpeningStore,
    request: Request,
    caller: Caller,
  ) => Promise<Result>;
  /** What is left to do once the user was told of the result. */
  readonly told?: (
    store: Store,
    result: Result,
    request: Request,
    caller: Caller,
  ) => Promise<void>;
}
