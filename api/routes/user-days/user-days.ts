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
    tag: "Players",
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
    example: {
      parameters: {
        user_id: "c720827b-64dc-ae7c-6d21-a040ce0e5cbc",
        from: "2024-10-16",
        to: "2024-10-16",
      },
      answer: {
        user_id: "c720827b-64dc-ae7c-6d21-a040ce0e5cbc",
        from: "2024-10-16",
        to: "2024-10-16",
        days: [
          {
            date: "2024-10-16",
            number_of_sessions: 4,
            time_spent_in_game: 3060,
            time_spent_in_match: 0,
            total_points_won_home: 0,
            total_points_won_away: 0,
          },
        ],
      },
    },
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
