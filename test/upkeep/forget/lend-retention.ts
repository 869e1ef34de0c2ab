import type { Store } from "../../../clickhouse/connection/store.ts";
import { dayOf } from "../../../common/days.ts";
import { forget, type Forgetting } from "../../../upkeep/forget/forget.ts";
import type { RunSummary } from "../../../ingest/summary.ts";
import {
  emptyDatabase,
  readState,
} from "../../support/database/database-state.ts";
import {
  buildPing,
  buildRegistration,
  USER_ID,
  writeUsual,
  type EventObject,
} from "../../support/events/events.ts";
import { expectSound } from "../../support/database/expect-sound.ts";
import {
  asFile,
  ingestContents,
  NEVER,
  SILENT,
} from "../../support/command/ingest-lines.ts";
import { MIDNIGHT, SEASON_NOW } from "../../support/season/cast.ts";
import { lendDatabase } from "../../support/database/with-database.ts";

/** The day that begins at MIDNIGHT. */
export const HORIZON = dayOf(MIDNIGHT);

/** The clock of a run that is not old if MIDNIGHT is the horizon. */
const LATER = SEASON_NOW * 1000;

/** That of one which is. */
export const EARLIER = (MIDNIGHT - 600) * 1000;

let lastId = 0;

/** An id that no event of this process has. */
export const nextId = (): number => ++lastId;

/** A ping of a user, this many seconds after the horizon. */
export const ping = (seconds: number, user_id = USER_ID): EventObject =>
  buildPing(
    { user_id },
    { event_id: nextId(), event_timestamp: MIDNIGHT + seconds },
  );

export const registration = (seconds: number, user_id = USER_ID): EventObject =>
  buildRegistration(
    { user_id },
    { event_id: nextId(), event_timestamp: MIDNIGHT + seconds },
  );

/** A registration from long before. */
export const registered = (user_id = USER_ID): EventObject =>
  registration(-100 * 86_400, user_id);

/** The line of an event, or of anything else. */
export const toLine = (event: EventObject | string): Buffer =>
  Buffer.from(typeof event === "string" ? event : writeUsual(event));

/** A database that is empty for each test around, and the actions on it. */
export interface LentRetention {
  readonly store: Store;
  ingest(
    events: readonly (EventObject | string)[],
    now?: number,
  ): Promise<RunSummary>;
  moveTo(horizon: number, dryRun?: boolean): Promise<Forgetting>;
  /** Sessions of a user, in seconds from the horizon. */
  sessions(user?: string): Promise<[number, number][]>;
  /** The stored raw pings, in seconds from the horizon. */
  rawPings(): Promise<number[]>;
  expectSound(): Promise<void>;
}

export function lendRetention(): LentRetention {
  const database = lendDatabase();
  beforeEach(() => emptyDatabase(database.store));

  return {
    get store() {
      return database.store;
    },

    ingest(events, now = LATER) {
      const file = asFile(events.map(toLine));
      return ingestContents(database.store, [file], { now });
    },

    moveTo: (horizon, dryRun = false) =>
      forget(database.store, { horizon, dryRun }, SILENT, NEVER),

    async sessions(user = USER_ID) {
      const { sessions } = await readState(database.store);
      return sessions
        .filter(({ user_id }) => user_id === user)
        .map(({ session_start: from, session_end: to }): [number, number] => [
          from - MIDNIGHT,
          to - MIDNIGHT,
        ])
        .sort(([a], [b]) => a - b);
    },

    async rawPings() {
      const rows = await database.store.query<{ at: number }>({
        name: "raw-pings",
        sql: "SELECT toUnixTimestamp(event_timestamp) AS at FROM session_pings ORDER BY at",
      });
      return rows.map(({ at }) => at - MIDNIGHT);
    },

    expectSound: () => expectSound(database.store),
  };
}
