import { Type } from "typebox";
import type { Endpoint } from "../../endpoint/endpoint.ts";
import {
  Count,
  Country,
  Day,
  FORMAT,
  RANGE,
  Seconds,
} from "../../endpoint/parameters.ts";

const Answer = Type.Object(
  {
    from: Day,
    to: Day,
    days: Type.Array(
      Type.Object(
        {
          date: Day,
          active_users: Count,
          new_users: Count,
          sessions: Count,
          time_spent_in_game: Seconds,
          matches: Count,
          home_wins: Count,
          draws: Count,
          away_wins: Count,
        },
        { additionalProperties: false },
      ),
      { description: "every day of the range, the first one first" },
    ),
  },
  { additionalProperties: false },
);

export const DAILY = {
  path: "/api/daily",
  summary:
    "The game by UTC day: users, sessions and matches, of all countries or of one (then matches with a player from there)",
  parameters: Type.Object(
    { ...RANGE, country: Type.Optional(Country), ...FORMAT },
    { additionalProperties: false },
  ),
  answer: Answer,
  rows: "days",
} satisfies Endpoint;
