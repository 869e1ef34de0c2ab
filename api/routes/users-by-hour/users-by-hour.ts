import { Type, type Static } from "typebox";
import { parseDay } from "../../../common/days.ts";
import { readSql } from "../../../common/package-root.ts";
import { together, defineEndpoint } from "../../endpoint/endpoint.ts";
import { Day, object, SERIES } from "../../endpoint/parameters.ts";

const SQL = readSql("api/routes/users-by-hour/users-by-hour.sql");

const Hour = object({
  weekday: Type.Integer({
    minimum: 1,
    maximum: 7,
    description: "from 1 for Monday to 7 for Sunday",
  }),
  hour: Type.Integer({ minimum: 0, maximum: 23 }),
  days: Type.Integer({
    minimum: 0,
    description: "days of the range that are such a day of the week",
  }),
  users: Type.Integer({
    minimum: 0,
    description:
      "users with a session in this hour of a UTC day, added up over these days",
  }),
  users_own_clock: Type.Integer({
    minimum: 0,
    description:
      "the same by the user's own clock, which is as far from UTC as at the registration",
  }),
});

type Row = Omit<Static<typeof Hour>, "days">;

export const usersByHour = defineEndpoint({
  schema: {
    path: "/api/users-by-hour",
    tag: "Game",
    summary:
      "users by day of the week and hour, in UTC and on their own clocks",
    parameters: SERIES,
    answer: object({
      from: Day,
      to: Day,
      hours: Type.Array(Hour, {
        description: "each hour of each day of the week, in order",
      }),
    }),
    rows: "hours",
    example: {
      parameters: { from: "2024-10-14", to: "2024-10-20" },
      answer: {
        from: "2024-10-14",
        to: "2024-10-20",
        hours: [
          { weekday: 1, hour: 0, days: 1, users: 15, users_own_clock: 16 },
        ],
      },
    },
  },
  answer: together(async ({ from, to, country, device }, store) => {
    const rows = await store.query<Row>({
      name: "users-by-hour",
      sql: SQL,
      parameters: { from, to, country, device },
    });
    const found = new Map(
      rows.map((row) => [placeOf(row.weekday, row.hour), row]),
    );
    const hours = Array.from({ length: 7 * 24 }, (_, at) => {
      const weekday = 1 + Math.floor(at / 24);
      const { users = 0, users_own_clock = 0 } = found.get(at) ?? {};
      return {
        ...{ weekday, hour: at % 24, days: countWeekdays(from, to, weekday) },
        ...{ users, users_own_clock },
      };
    });
    return { from, to, hours };
  }),
});

const placeOf = (weekday: number, hour: number) => 24 * (weekday - 1) + hour;

/** How many days of a range are this day of the week; Monday is 1. */
function countWeekdays(from: string, to: string, weekday: number): number {
  // Such days before a day; day 0, a Thursday, is the fourth of its week.
  const before = (day: number) => Math.floor((day + 10 - weekday) / 7);
  return before(Number(parseDay(to)) + 1) - before(Number(parseDay(from)));
}
