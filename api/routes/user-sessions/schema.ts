import { Type } from "typebox";
import type { Endpoint } from "../../endpoint/endpoint.ts";
import {
  After,
  Day,
  FORMAT,
  Instant,
  Limit,
  Next,
  RANGE,
  Seconds,
  UserId,
  natural,
} from "../../endpoint/parameters.ts";

const Answer = Type.Object(
  {
    user_id: UserId,
    from: Day,
    to: Day,
    sessions: Type.Array(
      Type.Object(
        {
          date: Day,
          started_at: Instant,
          ended_at: Instant,
          time_spent_in_game: Seconds,
        },
        { additionalProperties: false },
      ),
      { description: "the latest one first" },
    ),
    next: Next,
  },
  { additionalProperties: false },
);

export const USER_SESSIONS = {
  path: "/api/users/{user_id}/sessions",
  summary: "A user's sessions that began on the days of a range, page by page",
  parameters: Type.Object(
    {
      user_id: UserId,
      ...RANGE,
      limit: Type.Optional(Limit),
      after: Type.Optional(After(natural(10))),
      ...FORMAT,
    },
    { additionalProperties: false },
  ),
  answer: Answer,
  rows: "sessions",
} satisfies Endpoint;
