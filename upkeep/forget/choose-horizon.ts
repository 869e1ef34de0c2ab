import { readHorizon, readLastStart } from "../../runs/ledger.ts";
import type { Writer } from "../../clickhouse/connection/store.ts";
import { dayOf, formatDay } from "../../common/days.ts";
import { TouchlineError } from "../../common/errors.ts";

type Reader = Pick<Writer, "rows">;

/** How long raw events are kept. */
export interface Retention {
  readonly days: number;
  /** The clock, Unix time in milliseconds. */
  readonly now: number;
  /** The run that has just been published by that clock, if one was. */
  readonly run?: number;
}

/** One in so many pings may be newer than the time: clocks of devices err. */
const PINGS_A_STRAY = 1000;

const DAY_MILLISECONDS = 86_400_000;

/**
 * The first day of which raw events are kept, in days since 1970-01-01; 0 when
 * there are no session pings. The days are counted back from today, or from the
 * day of the newest session pings if that is earlier: a clock that is ahead
 * forgets nothing.
 */
export async function retainedFrom(
  store: Reader,
  { days, now }: Retention,
): Promise<number> {
  const newest = await readNewestDay(store, PINGS_A_STRAY);
  const today = dayOf(now / 1000);
  return newest === undefined ? 0 : Math.min(today, newest) - days;
}

/**
 * The day to which the retention period moves the horizon; undefined if the
 * horizon is that late already.
 * Throws clock_suspect if the clock contradicts the start of the last run.
 */
export async function findDueHorizon(
  store: Reader,
  retention: Retention,
): Promise<number | undefined> {
  const horizon = await retainedFrom(store, retention);
  if (horizon <= (await readHorizon(store))) return undefined;
  const last = await readLastStart(store, retention.run);
  if (last !== undefined) checkClock(retention, last);
  return horizon;
}

/** After a pause longer than the retention, this passes from the next run on. */
function checkClock({ days, now }: Retention, last: number): void {
  const passed = (now - last) / DAY_MILLISECONDS;
  if (passed >= -1 && passed <= days) return;
  const [today, before] = [now, last].map((time) =>
    formatDay(dayOf(time / 1000)),
  );
  throw new TouchlineError(
    "clock_suspect",
    `the clock is at ${today}, and the run before began on ${before}: check the clock`,
  );
}

/**
 * A day that the user has named, in days since 1970-01-01; 0 when there are no
 * session pings. Throws bad_usage when it is later than the newest ones support.
 */
export async function checkHorizon(
  store: Reader,
  horizon: number,
): Promise<number> {
  const newest = await readNewestDay(store);
  if (newest === undefined) return 0;
  if (horizon <= newest + 1) return horizon;
  throw new TouchlineError(
    "bad_usage",
    `--before ${formatDay(horizon)} is later than ${formatDay(newest + 1)}, the day after the newest session pings: those still to come would be rejected. Name that day or an earlier one`,
  );
}

/**
 * The day of the newest session pings, leaving out one in `perStray`; undefined
 * without any. The table is in their order, so few rows are read.
 */
async function readNewestDay(
  store: Reader,
  perStray = Infinity,
): Promise<number | undefined> {
  const [counted] = await store.rows<{ pings: number }>({
    name: "count-pings",
    sql: "SELECT count() AS pings FROM session_pings",
  });
  const strays = Math.floor(Number(counted?.pings ?? 0) / perStray);
  const [newest] = await store.rows<{ day: number }>({
    name: "newest-pings",
    sql: `SELECT toUInt16(toDate(event_timestamp)) AS day FROM session_pings
      ORDER BY event_timestamp DESC LIMIT 1 OFFSET {strays:UInt64}`,
    parameters: { strays },
  });
  return newest && Number(newest.day);
}
