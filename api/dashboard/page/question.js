import { aYearEarlier, addDays, endOf, shiftRange } from "./days.js";
import { isRange, MOST_DAYS, rangeOf, unitOf } from "./view.js";

/** How many runs the page shows. */
const RUNS = 10;

/** The API has no days before. */
const FIRST_DAY = "1970-01-01";

/** Of the sessions of the day before, a day with fewer has only begun. */
const FEW = 0.1;

/**
 * Asks what the database holds.
 * @param fetch as createFetchOnce returns it
 * @returns { runs, lastDay, complete, firstDay }: the newest runs, the last day
 * of the data (undefined if no event counts yet), the last day about which
 * everything is known, and the first day if `range` needs it
 */
export async function readState(fetch, { range }) {
  const [{ runs }, { days, to }] = await Promise.all([
    fetch("/api/runs", { limit: RUNS }),
    fetch("/api/daily"),
  ]);
  if (to === FIRST_DAY) return { runs };
  const complete = isComplete(days, runs) ? to : addDays(to, -1);
  const firstDay = range === "all" ? await findFirstDay(fetch, to) : undefined;
  return { runs, lastDay: to, complete, firstDay };
}

/**
 * Whether the last day is over, and its events are here: a run has started
 * after it, and it has more than the few sessions of the minutes after midnight.
 */
function isComplete(days, runs) {
  const reads = ({ kind }) => ["ingest", "replay"].includes(kind);
  const { started_at } = runs.find(reads) ?? runs[0];
  const [before, last] = days.slice(-2);
  return (
    started_at.slice(0, 10) > last.date &&
    last.sessions >= FEW * before.sessions
  );
}

/** The first day with data, of those that one answer can have. */
async function findFirstDay(fetch, to) {
  const day = addDays(to, 1 - MOST_DAYS);
  const from = day < FIRST_DAY ? FIRST_DAY : day;
  const { days } = await fetch("/api/daily", { from, to });
  return days.find(hasData)?.date ?? from;
}

/** The last complete day of a range; its last one if none is complete. */
export const lastDayOf = ({ range, complete }) =>
  range.from <= complete && complete < range.to ? complete : range.to;

const hasData = ({ active_users, new_users, matches }) =>
  active_users + new_users + matches > 0;

/**
 * What the panels show: the range and the filter of a view, by what its days
 * are joined, and the ranges with which it is compared.
 * @param state as readState returns it
 * @param fetch as createFetchOnce returns it
 */
export function createQuestion(view, state, fetch) {
  const range = rangeOf(view, state);
  const isYear = view.compare === "year";
  const earlier = isRange(range)
    ? (isYear ? aYearEarlier : (one) => shiftRange(one, -1))(range)
    : undefined;
  const before = earlier && earlier.from >= FIRST_DAY ? earlier : undefined;
  const by = unitOf(view, range);
  return {
    ...state,
    ...{ view, range, by, fetch, before },
    filter: { country: view.country, device: view.device },
    /** Whether charts have a single day, week or month. */
    isOnePiece: isRange(range) && range.to <= endOf(range.from, by),
    /** With which the charts compare; the tiles do it always. */
    compared: view.compare ? before : undefined,
    /** The days of a range with data, in whatever country; undefined on failure. */
    async coverage(dates) {
      try {
        const { days } = await fetch("/api/daily", dates);
        return new Set(days.filter(hasData).map(({ date }) => date));
      } catch {
        // The panels of these numbers show why.
        return undefined;
      }
    },
  };
}
