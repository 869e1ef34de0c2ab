import { Type, type Static } from "typebox";
import {
  formatInstant,
  parseDay,
  SECONDS_A_DAY,
} from "../../../common/days.ts";
import { readSql } from "../../../common/package-root.ts";
import { fillDays } from "../../answers/find-range.ts";
import { together, defineEndpoint } from "../../endpoint/endpoint.ts";
import {
  Day,
  daysOf,
  FORMAT,
  Instant,
  object,
  RANGE,
} from "../../endpoint/parameters.ts";

const SQL = readSql("api/routes/concurrent-users/concurrent-users.sql");

const Peak = object({
  date: Day,
  peak_users: Type.Integer({
    minimum: 0,
    description: "the most users who were in a session when a minute began",
  }),
  at: Type.Union([Instant, Type.Null()], {
    description: "the first such minute; null if there were none",
  }),
});

interface Row {
  readonly date: string;
  readonly peak: number;
  /** Since midnight. */
  readonly minute: number | null;
}

export const concurrentUsers = defineEndpoint({
  schema: {
    path: "/api/concurrent-users",
    tag: "Game",
    summary: "peak of the users in the game at one time, by UTC day",
    parameters: object({ ...RANGE, ...FORMAT }),
    answer: daysOf(Peak),
    rows: "days",
    example: {
      parameters: { from: "2024-10-16", to: "2024-10-16" },
      answer: {
        from: "2024-10-16",
        to: "2024-10-16",
        days: [
          { date: "2024-10-16", peak_users: 11, at: "2024-10-16T22:00:00Z" },
        ],
      },
    },
  },
  answer: together(async ({ from, to }, store) => {
    const rows = await store.query<Row>({
      name: "concurrent-users",
      sql: SQL,
      parameters: { from, to },
    });
    const days = fillDays({ from, to }, rows, { peak: 0, minute: null });
    return { from, to, days: days.map(toPeak) };
  }),
});

function toPeak({ date, peak, minute }: Row): Static<typeof Peak> {
  const midnight = Number(parseDay(date)) * SECONDS_A_DAY;
  return {
    date,
    peak_users: peak,
    at: minute === null ? null : formatInstant(midnight + 60 * minute),
  };
}
