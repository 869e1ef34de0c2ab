import { Type } from "typebox";
import type { Endpoint } from "../../endpoint/endpoint.ts";
import { Count, Day, FORMAT, RANGE } from "../../endpoint/parameters.ts";

const Answer = Type.Object(
  {
    from: Day,
    to: Day,
    countries: Type.Array(
      Type.Object(
        {
          country: Type.String(),
          users: Type.Integer({
            minimum: 1,
            description: "who ever registered",
          }),
          new_users: Type.Integer({
            minimum: 0,
            description: "who registered on the days of the range",
          }),
          ios: Count,
          android: Count,
          web: Count,
        },
        { additionalProperties: false },
      ),
      { description: "those with the most new users first" },
    ),
  },
  { additionalProperties: false },
);

export const COUNTRIES = {
  path: "/api/countries",
  summary:
    "The countries that users come from, and who registered there on the days of a range, with which devices",
  parameters: Type.Object(
    { ...RANGE, ...FORMAT },
    { additionalProperties: false },
  ),
  answer: Answer,
  rows: "countries",
} satisfies Endpoint;
