import { Type, type Static } from "typebox";
import { divideToHundredths } from "../../answers/round-half-up.ts";
import type { EndpointSchema } from "../../endpoint/endpoint.ts";
import { object, UserId, UtcDate } from "../../endpoint/parameters.ts";

export const UserStats = object({
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
});

export type UserStats = Static<typeof UserStats>;

export const USER_STATS = {
  path: "/api/user-stats",
  summary: "a user's numbers, of a UTC date or of all time",
  parameters: object({ user_id: UserId, date: Type.Optional(UtcDate) }),
  answer: UserStats,
} satisfies EndpointSchema;

/** What the database has about a user, of a day or of all time. */
export interface UserNumbers {
  readonly user_id: string;
  readonly country: string;
  readonly registration_date_local_timezone: string;
  readonly days_since_last_login: number | null;
  readonly number_of_sessions: number;
  readonly seconds_in_game: number;
  readonly seconds_in_match: number;
  readonly points_home: number;
  readonly points_away: number;
}

export function toUserStats(row: UserNumbers): UserStats {
  const { seconds_in_game, seconds_in_match } = row;
  return {
    user_id: row.user_id,
    country: row.country,
    days_since_last_login: row.days_since_last_login,
    registration_date_local_timezone: row.registration_date_local_timezone,
    number_of_sessions: row.number_of_sessions,
    time_spent_in_game: seconds_in_game,
    total_points_won_home: row.points_home,
    total_points_won_away: row.points_away,
    percentage_time_spent_in_match:
      seconds_in_game === 0
        ? 0
        : divideToHundredths(100 * seconds_in_match, seconds_in_game),
  };
}
