import { divideToHundredths } from "../../round-half-up.ts";
import type { UserStats } from "./schema.ts";

/** Numbers of 64 bits may come as text. */
export type Count = number | string;

/** What the database says of a user, over a day or all time. */
export interface UserNumbers {
  readonly user_id: string;
  readonly country: string;
  readonly registration_date_local_timezone: string;
  readonly days_since_last_login: Count | null;
  readonly number_of_sessions: Count;
  readonly seconds_in_game: Count;
  readonly seconds_in_match: Count;
  readonly points_home: Count;
  readonly points_away: Count;
}

/** Writes the response from what the database says. */
export function toUserStats(row: UserNumbers): UserStats {
  const lastLogin = row.days_since_last_login;
  const secondsInGame = Number(row.seconds_in_game);
  const secondsInMatch = Number(row.seconds_in_match);
  return {
    user_id: row.user_id,
    country: row.country,
    days_since_last_login: lastLogin === null ? null : Number(lastLogin),
    registration_date_local_timezone: row.registration_date_local_timezone,
    number_of_sessions: Number(row.number_of_sessions),
    time_spent_in_game: secondsInGame,
    total_points_won_home: Number(row.points_home),
    total_points_won_away: Number(row.points_away),
    percentage_time_spent_in_match:
      secondsInGame === 0
        ? 0
        : divideToHundredths(100 * secondsInMatch, secondsInGame),
  };
}
