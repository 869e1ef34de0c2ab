import { Type } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { queryLastDay } from "../../answers/find-range.ts";
import { together, defineEndpoint } from "../../endpoint/endpoint.ts";
import {
  Count,
  Country,
  Day,
  Device,
  FORMAT,
  LastDate,
  object,
} from "../../endpoint/parameters.ts";

const SQL = readSql("api/routes/active-days/active-days.sql");

const DAYS = 28;

export const activeDays = defineEndpoint({
  schema: {
    path: "/api/active-days",
    tag: "Game",
    summary: `users by the number of days, of the ${DAYS} up to a date, on which they were active`,
    parameters: object({
      date: Type.Optional(LastDate),
      country: Type.Optional(Country),
      device: Type.Optional(Device),
      ...FORMAT,
    }),
    answer: object({
      date: Day,
      classes: Type.Array(
        object({
          active_days: Type.Integer({ minimum: 1, maximum: DAYS }),
          users: Count,
        }),
        { description: `from 1 to ${DAYS} days, all` },
      ),
    }),
    rows: "classes",
    example: {
      parameters: { date: "2024-10-16" },
      answer: {
        date: "2024-10-16",
        classes: [{ active_days: 1, users: 156 }],
      },
    },
  },
  answer: together(async ({ date: asked, country, device }, store) => {
    const date = asked ?? (await queryLastDay(store));
    const rows = await store.query<{ active_days: number; users: number }>({
      name: "active-days",
      sql: SQL,
      parameters: { date, country, device },
    });
    const reached = new Map(rows.map((row) => [row.active_days, row.users]));
    const atLeast = (days: number) => reached.get(days) ?? 0;
    const classes = Array.from({ length: DAYS }, (_, at) => ({
      active_days: at + 1,
      users: atLeast(at + 1) - atLeast(at + 2),
    }));
    return { date, classes };
  }),
});
