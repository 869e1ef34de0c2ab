import type { ReadStore } from "../../clickhouse/connection/store.ts";
import { formatDay, parseDay } from "../../common/days.ts";
import { TouchlineError } from "../../common/errors.ts";
import { readSql } from "../../common/package-root.ts";
import { askTogether } from "./ask-together.ts";

/** Two UTC dates, both included. */
export interface Range {
  readonly from: string;
  readonly to: string;
}

const LAST_DAY = readSql("api/answers/last-day.sql");

const DEFAULT_DAYS = 28;
const MAX_DAYS = 1100;

/** Queries the last UTC date with data; 1970-01-01 if there is none. */
export async function queryLastDay(store: ReadStore): Promise<string> {
  const [row] = await store.query<{ day: string }>({
    name: "last-day",
    sql: LAST_DAY,
  });
  return row?.day ?? formatDay(0);
}

/**
 * Returns a function that completes the range of a request: by default it
 * ends on the last day of the data and has 28 days. It throws bad_request
 * when the range ends before it begins or has more than 1100 days. It is called
 * within a snapshot of the version; the last day of one version is kept.
 */
export function createFindRange(
  store: ReadStore,
): (given: Partial<Range>, version: number) => Promise<Range> {
  const askLastDay = askTogether(() => queryLastDay(store));
  let last = { version: -1, day: "" };
  const findLastDay = async (version: number) => {
    if (last.version !== version)
      last = { version, day: await askLastDay("last day") };
    return last.day;
  };
  return async ({ from, to }, version) => {
    const first = from === undefined ? undefined : Number(parseDay(from));
    const last =
      to === undefined
        ? Math.max(Number(parseDay(await findLastDay(version))), first ?? 0)
        : Number(parseDay(to));
    const begin = first ?? Math.max(0, last - DEFAULT_DAYS + 1);
    if (begin > last)
      throw new TouchlineError(
        "bad_request",
        `from is ${from} and to is ${to}: expected from to be on or before to`,
      );
    if (last - begin >= MAX_DAYS)
      throw new TouchlineError(
        "bad_request",
        `${formatDay(begin)} to ${formatDay(last)} is ${last - begin + 1} days: expected at most ${MAX_DAYS}, so choose a later from or an earlier to`,
      );
    return { from: formatDay(begin), to: formatDay(last) };
  };
}

/** Returns a row for each day of a range in order, `empty` where none is given. */
export function fillDays<Row extends { readonly date: string }>(
  { from, to }: Range,
  rows: readonly Row[],
  empty: Omit<Row, "date">,
): Row[] {
  const byDate = new Map(rows.map((row) => [row.date, row]));
  const first = Number(parseDay(from));
  const days = Number(parseDay(to)) - first + 1;
  return Array.from({ length: days }, (_, at) => {
    const date = formatDay(first + at);
    return byDate.get(date) ?? ({ date, ...empty } as Row);
  });
}
