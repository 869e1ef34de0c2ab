import type { ReadStore } from "../../clickhouse/connection/store.ts";
import { createFindRange, type Range } from "../endpoint/find-range.ts";
import { createQuestion } from "./question.ts";

/** What a request for a series may say; what it leaves out is found. */
interface AskedSeries extends Partial<Range> {
  /** Of whose users; of all users when not given. */
  readonly country?: string;
}

/** One statement over a range of days, whose answer has a row for each day. */
interface Series<Row, Day> {
  /** Of the statement, for logs. */
  readonly name: string;
  /** Takes the parameters from, to and country; the last is "" for all. */
  readonly sql: string;
  /** What the rows mean, for every day of the range. */
  readonly toDays: (rows: readonly Row[], range: Range) => Day[];
}

/**
 * Makes what answers an endpoint with a series: range and rows are of one
 * published state, and the rows are remembered until the next run.
 */
export function createSeries<Row, Day>(
  store: ReadStore,
  { name, sql, toDays }: Series<Row, Day>,
): (asked: AskedSeries) => Promise<Range & { days: Day[] }> {
  const findRange = createFindRange(store);
  const findDays = createQuestion(
    store,
    async (parameters: Range & { country: string }): Promise<Day[]> =>
      toDays(
        await store.query<Row>({ name, sql, parameters: { ...parameters } }),
        parameters,
      ),
  );
  return ({ country = "", ...asked }) =>
    store.snapshot(async () => {
      const range = await findRange(asked);
      return { ...range, days: await findDays({ ...range, country }) };
    });
}
