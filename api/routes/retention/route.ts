import type Router from "@koa/router";
import type { Static } from "typebox";
import { parseDay } from "../../../common/days.ts";
import { readSql } from "../../../common/package-root.ts";
import { addEndpoint } from "../../endpoint/add-endpoint.ts";
import type { Dependencies } from "../../dependencies.ts";
import {
  createFindRange,
  queryLastDay,
  type Range,
} from "../../endpoint/find-range.ts";
import { createQuestion } from "../../answers/question.ts";
import { RETENTION } from "./schema.ts";

const SQL = readSql("api/routes/retention/retention.sql");

type Week = Static<typeof RETENTION.answer>["weeks"][number];

interface Row {
  readonly week: string;
  readonly weeks_since: number;
  readonly users: number;
}

/** GET /api/retention: a row for each week of registration. */
export function addRetention(router: Router, dependencies: Dependencies): void {
  const { store } = dependencies;
  const findRange = createFindRange(store);
  const findWeeks = createQuestion(
    store,
    async (parameters: Range & { country: string }): Promise<Week[]> => {
      const [rows, lastDay] = await Promise.all([
        store.query<Row>({
          name: "retention",
          sql: SQL,
          parameters: { ...parameters },
        }),
        queryLastDay(store),
      ]);
      return toGrid(rows, lastDay);
    },
  );

  addEndpoint(router, RETENTION, dependencies, ({ country = "", ...asked }) =>
    store.snapshot(async () => {
      const range = await findRange(asked);
      return { ...range, weeks: await findWeeks({ ...range, country }) };
    }),
  );
}

function toGrid(rows: readonly Row[], lastDay: string): Week[] {
  const last = Number(parseDay(lastDay));
  const weeks = new Map<string, Week>();
  const sizes = rows.filter(({ weeks_since }) => weeks_since < 0);
  for (const { week, users } of sizes.toSorted((a, b) =>
    a.week < b.week ? -1 : 1,
  )) {
    const since = Math.floor((last - Number(parseDay(week))) / 7);
    const active = new Array<number>(since + 1).fill(0);
    weeks.set(week, { week, users, active });
  }
  for (const { week, weeks_since, users } of rows) {
    const row = weeks.get(week);
    if (row && weeks_since >= 0) row.active[weeks_since] = users;
  }
  return [...weeks.values()];
}
