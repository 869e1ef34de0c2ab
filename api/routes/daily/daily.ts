import type { Static } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { cached, defineEndpoint } from "../../endpoint/endpoint.ts";
import {
  Count,
  Day,
  daysOf,
  object,
  Seconds,
  SERIES,
} from "../../endpoint/parameters.ts";

const SQL = readSql("api/routes/daily/daily.sql");

const DailyNumbers = object({
  date: Day,
  active_users: Count,
  new_users: Count,
  sessions: Count,
  time_spent_in_game: Seconds,
  matches: Count,
  home_wins: Count,
  draws: Count,
  away_wins: Count,
});

export const daily = defineEndpoint({
  schema: {
    path: "/api/daily",
    summary:
      "users, sessions, time in game, matches and their results by UTC day",
    parameters: SERIES,
    answer: daysOf(DailyNumbers),
    rows: "days",
  },
  answer: cached(async ({ from, to, country }, store) => ({
    from,
    to,
    days: await store.query<Static<typeof DailyNumbers>>({
      name: "daily",
      sql: SQL,
      parameters: { from, to, country },
    }),
  })),
});
