import type Router from "@koa/router";
import type { Static } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { addEndpoint } from "../../add-endpoint.ts";
import type { Dependencies } from "../../dependencies.ts";
import { createFindRange, daysOf, type Range } from "../../find-range.ts";
import { createQuestion } from "../../question.ts";
import { SESSION_LENGTHS } from "./schema.ts";

const SQL = readSql("api/routes/session-lengths/session-lengths.sql");

type Day = Static<typeof SESSION_LENGTHS.answer>["days"][number];

interface Row {
  readonly date: string;
  readonly number_of_sessions: number | string;
  readonly median: number | string;
  readonly p90: number | string;
  readonly longest: number | string;
}

/** GET /api/session-lengths: the lengths of sessions, day by day. */
export function addSessionLengths(
  router: Router,
  dependencies: Dependencies,
): void {
  const { store } = dependencies;
  const findRange = createFindRange(store);
  const findDays = createQuestion(
    store,
    async (parameters: Range & { country: string }): Promise<Day[]> => {
      const rows = await store.query<Row>({
        name: "session-lengths",
        sql: SQL,
        parameters: { ...parameters },
      });
      const days = new Map(rows.map((row) => [row.date, row]));
      return daysOf(parameters).map((date) => toDay(date, days.get(date)));
    },
  );

  addEndpoint(
    router,
    SESSION_LENGTHS,
    dependencies,
    ({ country = "", ...asked }) =>
      store.snapshot(async () => {
        const range = await findRange(asked);
        return { ...range, days: await findDays({ ...range, country }) };
      }),
  );
}

function toDay(date: string, row: Row | undefined): Day {
  if (row === undefined)
    return { date, sessions: 0, median: null, p90: null, longest: null };
  return {
    date,
    sessions: Number(row.number_of_sessions),
    median: Number(row.median),
    p90: Number(row.p90),
    longest: Number(row.longest),
  };
}
