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
    weeks: Type.Array(
      Type.Object(
        {
          week: Type.String({
            format: "date",
            description: "the Monday of the week of registration",
          }),
          users: Type.Integer({
            minimum: 1,
            description: "who registered in that week, within the range",
          }),
          active: Type.Array(Count, {
            description:
              "how many of them had a session in that week, in the next one, and so on up to the last week of the data",
          }),
        },
        { additionalProperties: false },
      ),
      { description: "the weeks in which anyone registered" },
    ),
  },
  { additionalProperties: false },
);

export const RETENTION = {
  path: "/api/retention",
  summary:
    "Who came back: the users by week of registration, and how many of them had a session in each week since",
  parameters: Type.Object(
    { ...RANGE, country: Type.Optional(Country), ...FORMAT },
    { additionalProperties: false },
  ),
  answer: Answer,
  rows: "weeks",
} satisfies Endpoint;
