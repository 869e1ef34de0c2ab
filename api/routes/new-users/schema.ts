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
          new_users: Count,
          ios: Count,
          android: Count,
          web: Count,
        },
        { additionalProperties: false },
      ),
      { description: "every day of the range, the first one first" },
    ),
  },
  { additionalProperties: false },
);

export const NEW_USERS = {
  path: "/api/new-users",
  summary: "Who registered by UTC day, and with which devices",
  parameters: Type.Object(
    { ...RANGE, country: Type.Optional(Country), ...FORMAT },
    { additionalProperties: false },
  ),
  answer: Answer,
  rows: "days",
} satisfies Endpoint;
