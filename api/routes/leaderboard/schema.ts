import { Type } from "typebox";
import type { Endpoint } from "../../endpoint/endpoint.ts";
import {
  After,
  Count,
  Country,
  FORMAT,
  Limit,
  Next,
  UserId,
  natural,
} from "../../endpoint/parameters.ts";

const Answer = Type.Object(
  {
    players: Type.Array(
      Type.Object(
        {
          rank: Type.Integer({
            minimum: 1,
            description: "players with the same points share a rank",
          }),
          user_id: UserId,
          country: Type.String(),
          points: Count,
          points_home: Count,
          points_away: Count,
          matches: Type.Integer({ minimum: 1 }),
        },
        { additionalProperties: false },
      ),
    ),
    next: Next,
  },
  { additionalProperties: false },
);

export const LEADERBOARD = {
  path: "/api/leaderboard",
  summary:
    "Who has the most points of all time, page by page; equal ones in the order of their ids",
  parameters: Type.Object(
    {
      country: Type.Optional(Country),
      limit: Type.Optional(Limit),
      after: Type.Optional(
        After(
          `${natural(15)}_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`,
        ),
      ),
      ...FORMAT,
    },
    { additionalProperties: false },
  ),
  answer: Answer,
  rows: "players",
} satisfies Endpoint;
