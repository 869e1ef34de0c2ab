import { Type, type Static } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { queryLastDay } from "../../answers/find-range.ts";
import { together, defineEndpoint } from "../../endpoint/endpoint.ts";
import { Day, object, SERIES } from "../../endpoint/parameters.ts";

const SQL = readSql("api/routes/retention-curve/retention-curve.sql");

const Point = object({
  since: Type.Integer({
    minimum: 0,
    maximum: 30,
    description: "UTC days since the day of registration",
  }),
  users: Type.Integer({
    minimum: 1,
    description:
      "users who registered in the range, and for whom that day is before the last day of the data",
  }),
  returned: Type.Integer({
    minimum: 0,
    description: "how many of them had a session on that day",
  }),
});

export const retentionCurve = defineEndpoint({
  schema: {
    path: "/api/retention-curve",
    tag: "Game",
    summary:
      "how many of the users who registered in a range had a session on each of the 30 days since",
    parameters: SERIES,
    answer: object({
      from: Day,
      to: Day,
      points: Type.Array(Point, {
        description: "the days since that the data reaches",
      }),
    }),
    rows: "points",
    example: {
      parameters: { from: "2024-10-21", to: "2024-10-22" },
      answer: {
        from: "2024-10-21",
        to: "2024-10-22",
        points: [
          { since: 0, users: 141, returned: 21 },
          { since: 1, users: 141, returned: 52 },
        ],
      },
    },
  },
  answer: together(async ({ from, to, country, device }, store) => {
    const points = await store.query<Static<typeof Point>>({
      name: "retention-curve",
      sql: SQL,
      parameters: {
        ...{ from, to, country, device },
        last_day: await queryLastDay(store),
      },
    });
    return { from, to, points };
  }),
});
