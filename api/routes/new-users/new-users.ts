import type { Static } from "typebox";
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

const SQL = readSql("api/routes/new-users/new-users.sql");

const NewUsers = object({
  date: Day,
  new_users: Count,
  ios: Count,
  android: Count,
  web: Count,
});

const NONE = { new_users: 0, ios: 0, android: 0, web: 0 };

export const newUsers = defineEndpoint({
  schema: {
    path: "/api/new-users",
    tag: "Game",
    summary: "registrations by UTC day and device",
    parameters: SERIES,
    answer: daysOf(NewUsers),
    rows: "days",
    example: {
      parameters: { from: "2024-10-16", to: "2024-10-16", country: "JP" },
      answer: {
        from: "2024-10-16",
        to: "2024-10-16",
        days: [
          { date: "2024-10-16", new_users: 23, ios: 9, android: 11, web: 3 },
        ],
      },
    },
  },
  answer: together(async ({ from, to, country, device }, store) => {
    const rows = await store.query<Static<typeof NewUsers>>({
      name: "new-users",
      sql: SQL,
      parameters: { from, to, country, device },
    });
    return { from, to, days: fillDays({ from, to }, rows, NONE) };
  }),
});
