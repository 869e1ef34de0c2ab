import { Type } from "typebox";
import type { Endpoint } from "../../endpoint/endpoint.ts";
import {
  Count,
  Country,
  Day,
  FORMAT,
  RANGE,
} from "../../endpoint/parameters.ts";

const Length = (what: string) =>
  Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
    description: `seconds: ${what}; null on a day without sessions`,
  });

const Answer = Type.Object(
  {
    from: Day,
    to: Day,
    days: Type.Array(
      Type.Object(
        {
          date: Day,
          sessions: Count,
          median: Length("half of the sessions are at most as long"),
          p90: Length("nine in ten sessions are at most as long"),
          longest: Length("the longest session"),
        },
        { additionalProperties: false },
      ),
      { description: "every day of the range, the first one first" },
    ),
  },
  { additionalProperties: false },
);

export const SESSION_LENGTHS = {
  path: "/api/session-lengths",
  summary: "How long sessions are: median, 90th percentile and longest by day",
  parameters: Type.Object(
    { ...RANGE, country: Type.Optional(Country), ...FORMAT },
    { additionalProperties: false },
  ),
  answer: Answer,
  rows: "days",
} satisfies Endpoint;
