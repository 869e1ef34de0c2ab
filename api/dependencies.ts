import type { ReadStore } from "../clickhouse/store.ts";

/** What the routes are made of. */
export interface Dependencies {
  readonly store: ReadStore;
  /** The UTC date of now. */
  readonly today: () => string;
  /** The ETag of all answers of this moment. */
  readonly currentETag: () => Promise<string>;
}
