import { divideToHundredths } from "../../answers/round-half-up.ts";
import type { UserStats } from "./schema.ts";

/** What the database says of a user, over a day or all time. */
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

/** Writes the response from what the database says. */
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
