import { Type } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { fillDays } from "../../answers/find-range.ts";
import { together, defineEndpoint } from "../../endpoint/endpoint.ts";
import {
  Count,
  Day,
  daysOf,
  object,
  SERIES,
} from "../../endpoint/parameters.ts";

const SQL = readSql("api/routes/session-lengths/session-lengths.sql");

const Length = (what: string) =>
  Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
    description: `${what}, in seconds; null on a day without sessions`,
  });

const SessionLengths = object({
  date: Day,
  sessions: Count,
  median: Length("the median session"),
  p90: Length("the 90th percentile"),
  longest: Length("the longest session"),
});

interface Row {
  readonly date: string;
  readonly number_of_sessions: number;
  readonly median: number | null;
  readonly p90: number | null;
  readonly longest: number | null;
}

const NONE = { number_of_sessions: 0, median: null, p90: null, longest: null };

export const sessionLengths = defineEndpoint({
  schema: {
    path: "/api/session-lengths",
    tag: "Game",
    summary: "median, 90th percentile and longest session by UTC day",
    parameters: SERIES,
    answer: daysOf(SessionLengths),
    rows: "days",
    example: {
      parameters: { from: "2024-10-16", to: "2024-10-16" },
      answer: {
        from: "2024-10-16",
        to: "2024-10-16",
        days: [
          {
            date: "2024-10-16",
            sessions: 193,
            median: 600,
            p90: 900,
            longest: 960,
          },
        ],
      },
    },
  },
  answer: together(async ({ from, to, country, device }, store) => {
    const rows = await store.query<Row>({
      name: "session-lengths",
      sql: SQL,
      parameters: { from, to, country, device },
    });
    const days = fillDays({ from, to }, rows, NONE).map(
      ({ date, number_of_sessions: sessions, median, p90, longest }) => ({
        ...{ date, sessions, median, p90, longest },
      }),
    );
    return { from, to, days };
  }),
});
