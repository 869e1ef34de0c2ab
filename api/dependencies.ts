import type { ReadStore } from "../clickhouse/connection/store.ts";
import type { Gate } from "./access/gate.ts";

/** What the routes are made of. */
export interface Dependencies {
  readonly store: ReadStore;
  /** Who is let in, and to what. */
  readonly gate: Gate;
  /** The UTC date of now. */
  readonly today: () => string;
  /** A country as registrations name it; throws bad_request where there is none. */
  readonly findCountry: (asked: string) => Promise<string>;
  /** The ETag of all answers of this moment. */
  readonly currentETag: () => Promise<string>;
}
