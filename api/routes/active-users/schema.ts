import { Type } from "typebox";
import type { Endpoint } from "../../endpoint/endpoint.ts";
import {
  Count,
  Country,
  Day,
  FORMAT,
  RANGE,
} from "../../endpoint/parameters.ts";

const Answer = Type.Object(
  {
    from: Day,
    to: Day,
    days: Type.Array(
      Type.Object(
        {
          date: Day,
          daily_active_users: Count,
          weekly_active_users: Type.Integer({
            minimum: 0,
            description: "who had a session in the 7 days that end with this",
          }),
          monthly_active_users: Type.Integer({
            minimum: 0,
            description: "who had a session in the 30 days that end with this",
          }),
          stickiness: Type.Union(
            [Type.Number({ minimum: 0, maximum: 100 }), Type.Null()],
            {
              description:
                "daily of monthly active users, in percent; null where there are none",
            },
          ),
        },
        { additionalProperties: false },
      ),
      { description: "every day of the range, the first one first" },
    ),
  },
  { additionalProperties: false },
);

export const ACTIVE_USERS = {
  path: "/api/active-users",
  summary:
    "Active users by day, week and month, and what share of a month's users a day has, on every day",
  parameters: Type.Object(
    { ...RANGE, country: Type.Optional(Country), ...FORMAT },
    { additionalProperties: false },
  ),
  answer: Answer,
  rows: "days",
} satisfies Endpoint;
