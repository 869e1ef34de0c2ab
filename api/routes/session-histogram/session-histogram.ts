import { Type } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { together, defineEndpoint } from "../../endpoint/endpoint.ts";
import {
  Count,
  Day,
  object,
  Seconds,
  SERIES,
} from "../../endpoint/parameters.ts";

const SQL = readSql("api/routes/session-histogram/session-histogram.sql");

const MINUTES = [0, 1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180];

/** The least length of each class, in seconds. */
const LENGTHS = MINUTES.map((minutes) => 60 * minutes);

const Class = object({
  at_least: Seconds,
  below: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
    description: "seconds; null for the last class",
  }),
  sessions: Count,
});

export const sessionHistogram = defineEndpoint({
  schema: {
    path: "/api/session-histogram",
    tag: "Game",
    summary: "sessions of a range by their length",
    parameters: SERIES,
    answer: object({
      from: Day,
      to: Day,
      classes: Type.Array(Class, { description: "from short to long, all" }),
    }),
    rows: "classes",
    example: {
      parameters: { from: "2024-10-16", to: "2024-10-16", country: "JP" },
      answer: {
        from: "2024-10-16",
        to: "2024-10-16",
        classes: [
          { at_least: 0, below: 60, sessions: 4 },
          { at_least: 60, below: 120, sessions: 1 },
        ],
      },
    },
  },
  answer: together(async ({ from, to, country, device }, store) => {
    const rows = await store.query<{ length: number; sessions: number }>({
      name: "session-histogram",
      sql: SQL,
      parameters: { from, to, country, device, lengths: LENGTHS },
    });
    const sessions = new Map(rows.map((row) => [row.length, row.sessions]));
    const classes = LENGTHS.map((length, at) => ({
      at_least: length,
      below: LENGTHS[at + 1] ?? null,
      sessions: sessions.get(length) ?? 0,
    }));
    return { from, to, classes };
  }),
});
