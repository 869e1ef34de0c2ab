import { Type, type Static } from "typebox";
import { parseDay } from "../../../common/days.ts";
import { readSql } from "../../../common/package-root.ts";
import { queryLastDay } from "../../answers/find-range.ts";
import { together, defineEndpoint } from "../../endpoint/endpoint.ts";
import { Count, Day, object, SERIES } from "../../endpoint/parameters.ts";

const SQL = readSql("api/routes/retention/retention.sql");

const Week = object({
  week: Type.String({
    format: "date",
    description: "the Monday of the week of registration",
  }),
  users: Type.Integer({
    minimum: 1,
    description: "users who registered in that week, within the range",
  }),
  active: Type.Array(Count, {
    description:
      "how many of them had a session in that week, in the next one, and so on up to the last week of the data",
  }),
});

type Week = Static<typeof Week>;

interface Row {
  readonly week: string;
  /** -1 for the size of the cohort. */
  readonly weeks_since: number;
  readonly users: number;
}

export const retention = defineEndpoint({
  schema: {
    path: "/api/retention",
    tag: "Game",
    summary:
      "cohorts of users by week of registration, and how many were active in each week since",
    parameters: SERIES,
    answer: object({
      from: Day,
      to: Day,
      weeks: Type.Array(Week, { description: "the weeks with registrations" }),
    }),
    rows: "weeks",
    example: {
      parameters: { from: "2024-10-07", to: "2024-10-13", device: "iOS" },
      answer: {
        from: "2024-10-07",
        to: "2024-10-13",
        weeks: [{ week: "2024-10-07", users: 195, active: [123, 137, 123] }],
      },
    },
  },
  answer: together(async ({ from, to, country, device }, store) => {
    const [rows, lastDay] = await Promise.all([
      store.query<Row>({
        name: "retention",
        sql: SQL,
        parameters: { from, to, country, device },
      }),
      queryLastDay(store),
    ]);
    return { from, to, weeks: toGrid(rows, lastDay) };
  }),
});

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
