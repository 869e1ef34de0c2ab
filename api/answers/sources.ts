import type { ReadStore } from "../../clickhouse/connection/store.ts";
import { dayOf, formatDay } from "../../common/days.ts";
import { createETagOf } from "./etag.ts";
import { createFindCountry } from "./find-country.ts";
import { createFindPlayer } from "./find-player.ts";
import { createFindRange, type Range } from "./find-range.ts";
import type { Player } from "./player.ts";

/** What the endpoints of one API share. */
export interface Sources {
  readonly store: ReadStore;
  /** The current UTC date. */
  readonly today: () => string;
  /** The ETag of all answers from a version of the data today. */
  readonly etagOf: (version: number) => string;
  readonly findCountry: (given: string) => Promise<string>;
  readonly findRange: (
    given: Partial<Range>,
    version: number,
  ) => Promise<Range>;
  /** Throws not_found; takes an id in lower case. */
  readonly findPlayer: (userId: string) => Promise<Player>;
}

/** @param clock returns milliseconds since 1970. */
export function createSources(store: ReadStore, clock: () => number): Sources {
  const today = createToday(clock);
  return {
    store,
    today,
    etagOf: createETagOf(today),
    findCountry: createFindCountry(store),
    findRange: createFindRange(store),
    findPlayer: createFindPlayer(store),
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
