import { Type, type Static } from "typebox";
import { parseDay } from "../../../common/days.ts";
import type { Numbers, Player } from "../../answers/player.ts";
import { divideToHundredths } from "../../answers/round-half-up.ts";
import { defineEndpoint } from "../../endpoint/endpoint.ts";
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

export const userStats = defineEndpoint({
  schema: {
    path: "/api/user-stats",
    tag: "Players",
    summary: "a user's numbers, of a UTC date or of all time",
    parameters: object({ user_id: UserId, date: Type.Optional(UtcDate) }),
    answer: UserStats,
    example: {
      parameters: {
        user_id: "c720827b-64dc-ae7c-6d21-a040ce0e5cbc",
        date: "2024-10-16",
      },
      answer: {
        user_id: "c720827b-64dc-ae7c-6d21-a040ce0e5cbc",
        country: "IT",
        days_since_last_login: 0,
        registration_date_local_timezone: "2024-10-07 07:45:02",
        number_of_sessions: 4,
        time_spent_in_game: 3060,
        total_points_won_home: 0,
        total_points_won_away: 0,
        percentage_time_spent_in_match: 0,
      },
    },
  },
  answer:
    ({ findPlayer, today }) =>
    async ({ user_id, date }) => {
      const player = await findPlayer(user_id);
      return date === undefined
        ? toUserStats(player, player.total(), today())
        : toUserStats(player, player.on(date), date);
    },
});

/** @param date the day from which those since the last login are counted back. */
function toUserStats(
  player: Player,
  [sessions, secondsInGame, , secondsInMatch, pointsHome, pointsAway]: Numbers,
  date: string,
): UserStats {
  const { country, registration_date_local_timezone } = player.registration;
  const lastLogin = player.lastSession(date);
  return {
    user_id: player.userId,
    country,
    days_since_last_login:
      lastLogin === undefined
        ? null
        : Number(parseDay(date)) - Number(parseDay(lastLogin)),
    registration_date_local_timezone,
    number_of_sessions: sessions,
    time_spent_in_game: secondsInGame,
    total_points_won_home: pointsHome,
    total_points_won_away: pointsAway,
    percentage_time_spent_in_match:
      secondsInGame === 0
        ? 0
        : divideToHundredths(100 * secondsInMatch, secondsInGame),
  };
}
