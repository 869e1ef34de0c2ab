import { Type, type Static } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { together, defineEndpoint } from "../../endpoint/endpoint.ts";
import {
  Count,
  Day,
  FORMAT,
  object,
  RANGE,
} from "../../endpoint/parameters.ts";

const SQL = readSql("api/routes/countries/countries.sql");

const Country = object({
  country: Type.String(),
  users: Type.Integer({
    minimum: 1,
    description: "all registered users",
  }),
  new_users: Type.Integer({
    minimum: 0,
    description: "users who registered in the range",
  }),
  ios: Count,
  android: Count,
  web: Count,
});

export const countries = defineEndpoint({
  schema: {
    path: "/api/countries",
    tag: "Game",
    summary:
      "users by country, and new users by country and device in a range of days",
    parameters: object({ ...RANGE, ...FORMAT }),
    answer: object({
      from: Day,
      to: Day,
      countries: Type.Array(Country, {
        description: "by number of new users, descending",
      }),
    }),
    rows: "countries",
    example: {
      parameters: { from: "2024-10-16", to: "2024-10-16" },
      answer: {
        from: "2024-10-16",
        to: "2024-10-16",
        countries: [
          {
            country: "JP",
            users: 324,
            new_users: 23,
            ios: 9,
            android: 11,
            web: 3,
          },
        ],
      },
    },
  },
  answer: together(async ({ from, to }, store) => ({
    from,
    to,
    countries: await store.query<Static<typeof Country>>({
      name: "countries",
      sql: SQL,
      parameters: { from, to },
    }),
  })),
});
