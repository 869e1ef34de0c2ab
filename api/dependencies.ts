import type { ReadStore } from "../clickhouse/store.ts";
import type { Gate } from "./access/gate.ts";

/** What changes the database at this moment. */
export interface UnderWay {
  readonly command: string;
  /** In milliseconds since 1970. */
  readonly startedAt: number;
  readonly progress: {
    readonly currentStep: string;
    readonly inputBytes: number | undefined;
    readonly readBytes: number;
    readonly lines: number;
    readonly rejected: number;
  };
}

/** What the routes are made of. */
export interface Dependencies {
  readonly store: ReadStore;
  /** Who is let in, and to what. */
  readonly gate: Gate;
  /** The UTC date of now. */
  readonly today: () => string;
  /** What changes the database through this process, if anything does. */
  readonly underWay: () => UnderWay | undefined;
  /** The ETag of all answers of this moment. */
  readonly currentETag: () => Promise<string>;
}
