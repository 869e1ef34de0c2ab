import { Type, type Static } from "typebox";
import { parseDay } from "../../../common/days.ts";
import { readSql } from "../../../common/package-root.ts";
import { fillDays, queryLastDay } from "../../answers/find-range.ts";
import { together, defineEndpoint } from "../../endpoint/endpoint.ts";
import {
  Count,
  Day,
  daysOf,
  object,
  SERIES,
} from "../../endpoint/parameters.ts";

const SQL = readSql("api/routes/day-retention/day-retention.sql");

const Returned = (days: number) =>
  Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
    description: `how many of them had a session on the UTC day ${days} after it; null until the data has a later day`,
  });

const Cohort = object({
  date: Day,
  users: Count,
  day_1: Returned(1),
  day_7: Returned(7),
  day_30: Returned(30),
});

type Cohort = Static<typeof Cohort>;

const NONE = { users: 0, day_1: 0, day_7: 0, day_30: 0 };

export const dayRetention = defineEndpoint({
  schema: {
    path: "/api/day-retention",
    tag: "Game",
    summary:
      "users by day of registration, and how many came back 1, 7 and 30 days later",
    parameters: SERIES,
    answer: daysOf(Cohort),
    rows: "days",
    example: {
      parameters: { from: "2024-10-08", to: "2024-10-08" },
      answer: {
        from: "2024-10-08",
        to: "2024-10-08",
        days: [
          { date: "2024-10-08", users: 74, day_1: 16, day_7: 13, day_30: null },
        ],
      },
    },
  },
  answer: together(async ({ from, to, country, device }, store) => {
    const [rows, lastDay] = await Promise.all([
      store.query<Cohort>({
        name: "day-retention",
        sql: SQL,
        parameters: { from, to, country, device },
      }),
      queryLastDay(store),
    ]);
    const days = fillDays({ from, to }, rows, NONE).map((cohort) =>
      withoutFuture(cohort, Number(parseDay(lastDay))),
    );
    return { from, to, days };
  }),
});

function withoutFuture(cohort: Cohort, lastDay: number): Cohort {
  const registered = Number(parseDay(cohort.date));
  const known = (days: 1 | 7 | 30) =>
    registered + days < lastDay ? cohort[`day_${days}`] : null;
  const { date, users } = cohort;
  return { date, users, day_1: known(1), day_7: known(7), day_30: known(30) };
}
