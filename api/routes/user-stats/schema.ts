import { Type, type Static } from "typebox";
import type { Endpoint } from "../../endpoint/endpoint.ts";
import { UserId, UtcDate } from "../../endpoint/parameters.ts";

const Parameters = Type.Object(
  { user_id: UserId, date: Type.Optional(UtcDate) },
  { additionalProperties: false },
);

export const UserStats = Type.Object(
  {
    user_id: UserId,
    country: Type.String(),
    days_since_last_login: Type.Union([
      Type.Integer({ minimum: 0 }),
      Type.Null(),
    ]),
    registration_date_local_timezone: Type.String({
      pattern: "^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}$",
    }),
    number_of_sessions: Type.Integer({ minimum: 0 }),
    time_spent_in_game: Type.Integer({ minimum: 0 }),
    total_points_won_home: Type.Integer({ minimum: 0 }),
    total_points_won_away: Type.Integer({ minimum: 0 }),
    percentage_time_spent_in_match: Type.Number({ minimum: 0 }),
  },
  { additionalProperties: false },
);

export type UserStats = Static<typeof UserStats>;

export const USER_STATS = {
  path: "/api/user-stats",
  summary: "A user's numbers on a UTC date, or of all time without one",
  parameters: Parameters,
  answer: UserStats,
} satisfies Endpoint;
