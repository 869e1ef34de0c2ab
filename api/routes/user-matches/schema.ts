import { Type } from "typebox";
import type { Endpoint } from "../../endpoint/endpoint.ts";
import {
  After,
  Count,
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
    matches: Type.Array(
      Type.Object(
        {
          match_id: UserId,
          date: Day,
          started_at: Instant,
          ended_at: Instant,
          time_spent_in_match: Seconds,
          side: Type.Union([Type.Literal("home"), Type.Literal("away")]),
          opponent: UserId,
          goals_scored: Count,
          goals_conceded: Count,
          points: Type.Integer({ minimum: 0, maximum: 3 }),
        },
        { additionalProperties: false },
      ),
      { description: "the latest one first" },
    ),
    next: Next,
  },
  { additionalProperties: false },
);

export const USER_MATCHES = {
  path: "/api/users/{user_id}/matches",
  summary: "A user's matches that began on the days of a range, page by page",
  parameters: Type.Object(
    {
      user_id: UserId,
      ...RANGE,
      limit: Type.Optional(Limit),
      after: Type.Optional(
        After(
          `${natural(10)}_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`,
        ),
      ),
      ...FORMAT,
    },
    { additionalProperties: false },
  ),
  answer: Answer,
  rows: "matches",
} satisfies Endpoint;
