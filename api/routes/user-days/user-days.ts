import { Type, type Static } from "typebox";
import type { Numbers } from "../../answers/player.ts";
import { defineEndpoint } from "../../endpoint/endpoint.ts";
import {
  Count,
  Day,
  FORMAT,
  object,
  RANGE,
  Seconds,
  UserId,
} from "../../endpoint/parameters.ts";

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
  answer:
    ({ findPlayer }) =>
    async ({ user_id, from, to }) => {
      const player = await findPlayer(user_id);
      return { user_id, from, to, days: player.days(from, to).map(toDay) };
    },
});

function toDay([
  date,
  [sessions, secondsInGame, , secondsInMatch, pointsHome, pointsAway],
]: [string, Numbers]): Static<typeof UserDay> {
  return {
    date,
    number_of_sessions: sessions,
    time_spent_in_game: secondsInGame,
    time_spent_in_match: secondsInMatch,
    total_points_won_home: pointsHome,
    total_points_won_away: pointsAway,
  };
}
