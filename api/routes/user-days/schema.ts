import { Type } from "typebox";
import type { Endpoint } from "../../endpoint/endpoint.ts";
import {
  Count,
  Day,
  FORMAT,
  RANGE,
  Seconds,
  UserId,
} from "../../endpoint/parameters.ts";

const Answer = Type.Object(
  {
    user_id: UserId,
    from: Day,
    to: Day,
    days: Type.Array(
      Type.Object(
        {
          date: Day,
          number_of_sessions: Count,
          time_spent_in_game: Seconds,
          time_spent_in_match: Seconds,
          total_points_won_home: Count,
          total_points_won_away: Count,
        },
        { additionalProperties: false },
      ),
      { description: "the days with a session or a match" },
    ),
  },
  { additionalProperties: false },
);

export const USER_DAYS = {
  path: "/api/users/{user_id}/days",
  summary: "A user's numbers by UTC day",
  parameters: Type.Object(
    { user_id: UserId, ...RANGE, ...FORMAT },
    { additionalProperties: false },
  ),
  answer: Answer,
  rows: "days",
} satisfies Endpoint;
