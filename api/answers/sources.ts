import type { ReadStore } from "../../clickhouse/connection/store.ts";
import { dayOf, formatDay } from "../../common/days.ts";
import { createCurrentETag } from "./etag.ts";
import { createFindCountry } from "./find-country.ts";
import { createFindRange, type Range } from "./find-range.ts";
import { createRequireUser } from "./require-user.ts";

/** What the endpoints of one API share. */
export interface Sources {
  readonly store: ReadStore;
  /** The current UTC date. */
  readonly today: () => string;
  /** The ETag of all answers at this moment. */
  readonly currentETag: () => Promise<string>;
  readonly findCountry: (given: string) => Promise<string>;
  readonly findRange: (given: Partial<Range>) => Promise<Range>;
  /** Throws not_found; takes an id in lower case. */
  readonly requireUser: (userId: string) => Promise<void>;
}

/** @param clock returns milliseconds since 1970. */
export function createSources(store: ReadStore, clock: () => number): Sources {
  const today = createToday(clock);
  return {
    store,
    today,
    currentETag: createCurrentETag(store, today),
    findCountry: createFindCountry(store),
    findRange: createFindRange(store),
    requireUser: createRequireUser(store),
  };
}

/** Formats each date once: every request needs it. */
function createToday(clock: () => number): () => string {
  let day = NaN;
  let text = "";
  return () => {
    const now = dayOf(clock() / 1000);
    if (now !== day) {
      day = now;
      text = formatDay(now);
    }
    return text;
  };
}
