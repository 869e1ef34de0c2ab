import { Type } from "typebox";
import { parseDay } from "../common/days.ts";

/** The query parameters that several endpoints take. */

export const UserId = Type.String({
  pattern:
    "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$",
  description: "a UUID, such as 52d65a1b-8012-934e-001b-19e6ba3cdc0e",
});

export const UtcDate = Type.Refine(
  Type.String({
    format: "date",
    description: "a UTC date as YYYY-MM-DD, from 1970-01-01 to 2149-06-06",
  }),
  (text) => parseDay(text) !== undefined,
);
