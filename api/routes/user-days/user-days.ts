import { Type, type Static } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { cached, defineEndpoint } from "../../endpoint/endpoint.ts";
import {
  Count,
  Day,
  FORMAT,
  object,
  RANGE,
  Seconds,
  UserId,
} from "../../endpoint/parameters.ts";

const SQL = readSql("api/routes/user-days/user-days.sql");

const UserDay = object({
  date: Day,
  number_of_sessions: Count,
  time_spent_in_game: Seconds,
  time_spent_in_match: Seconds,
  total_points_won_home: Count,
  total_points_won_away: Count,
});

export const userDays = defineEndpoint({
  schema: {
    path: "/api/users/{user_id}/days",
    summary: "a user's numbers by UTC day",
    parameters: object({ user_id: UserId, ...RANGE, ...FORMAT }),
    answer: object({
      user_id: UserId,
      from: Day,
      to: Day,
      days: Type.Array(UserDay, {
        description: "the days with a session or a match",
      }),
    }),
    rows: "days",
  },
  answer: cached(async ({ user_id, from, to }, store) => ({
    user_id,
    from,
    to,
    days: await store.query<Static<typeof UserDay>>({
      name: "user-days",
      sql: SQL,
      parameters: { user_id, from, to },
    }),
  })),
});
