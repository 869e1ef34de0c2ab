import type { ReadStore } from "../../clickhouse/connection/store.ts";
import { formatDay, parseDay } from "../../common/days.ts";
import { TouchlineError } from "../../common/errors.ts";
import { readSql } from "../../common/package-root.ts";
import { createQuestion } from "../answers/question.ts";

/** Two UTC dates, both in the range. */
export interface Range {
  readonly from: string;
  readonly to: string;
}

/** Every day of a range, the first one first. */
export function daysOf({ from, to }: Range): string[] {
  const first = Number(parseDay(from));
  const days = Number(parseDay(to)) - first + 1;
  return Array.from({ length: days }, (_, at) => formatDay(first + at));
}

const LAST_DAY_OF_DATA = readSql("api/endpoint/last-day.sql");

const USUAL_DAYS = 28;
const MOST_DAYS = 1100;

/** Asks the database on which day anything happened last. */
export async function queryLastDay(store: ReadStore): Promise<string> {
  const [row] = await store.query<{ day: string }>({
    name: "last-day",
    sql: LAST_DAY_OF_DATA,
  });
  return String(row?.day);
}

/**
 * Makes what completes a range that a request has given in part: it ends with
 * the last day of the data, and is 28 days long. Throws bad_request when it
 * would end before it begins, or be longer than 1100 days.
 */
export function createFindRange(
  store: ReadStore,
): (asked: Partial<Range>) => Promise<Range> {
  const findLastDay = createQuestion<string, string>(store, () =>
    queryLastDay(store),
  );
  return async ({ from, to }) => {
    const first = from === undefined ? undefined : Number(parseDay(from));
    const last =
      to === undefined
        ? Math.max(
            Number(parseDay(await findLastDay("of the data"))),
            first ?? 0,
          )
        : Number(parseDay(to));
    const begin = first ?? Math.max(0, last - USUAL_DAYS + 1);
    if (begin > last)
      throw new TouchlineError(
        "bad_request",
        `from is ${from} and to is ${to}: expected a first day that is not after the last`,
      );
    if (last - begin >= MOST_DAYS)
      throw new TouchlineError(
        "bad_request",
        `${formatDay(begin)} to ${formatDay(last)} are ${last - begin + 1} days: expected at most ${MOST_DAYS}, so give a from and a to that are nearer`,
      );
    return { from: formatDay(begin), to: formatDay(last) };
  };
}
