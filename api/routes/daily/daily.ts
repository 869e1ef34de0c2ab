import type { Static } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { fillDays } from "../../answers/find-range.ts";
import { together, defineEndpoint } from "../../endpoint/endpoint.ts";
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

const NONE = {
  active_users: 0,
  new_users: 0,
  sessions: 0,
  time_spent_in_game: 0,
  matches: 0,
  home_wins: 0,
  draws: 0,
  away_wins: 0,
};

export const daily = defineEndpoint({
  schema: {
    path: "/api/daily",
    tag: "Game",
    summary:
      "users, sessions, time in game, matches and their results by UTC day",
    parameters: SERIES,
    answer: daysOf(DailyNumbers),
    rows: "days",
    example: {
      parameters: { from: "2024-10-16", to: "2024-10-16", country: "JP" },
      answer: {
        from: "2024-10-16",
        to: "2024-10-16",
        days: [
          {
            date: "2024-10-16",
            active_users: 40,
            new_users: 23,
            sessions: 55,
            time_spent_in_game: 28080,
            matches: 22,
            home_wins: 7,
            draws: 5,
            away_wins: 10,
          },
        ],
      },
    },
  },
  answer: together(async ({ from, to, country, device }, store) => {
    const rows = await store.query<Static<typeof DailyNumbers>>({
      name: "daily",
      sql: SQL,
      parameters: { from, to, country, device },
    });
    return { from, to, days: fillDays({ from, to }, rows, NONE) };
  }),
});
