import { Type } from "typebox";
import { parseDay } from "../../common/days.ts";
import { Format } from "./format.ts";

/** The query parameters that several endpoints take. */

export const UserId = Type.String({
  pattern:
    "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$",
  description: "a UUID, such as c720827b-64dc-ae7c-6d21-a040ce0e5cbc",
});

export const UtcDate = Type.Refine(
  Type.String({
    format: "date",
    description: "a UTC date as YYYY-MM-DD, from 1970-01-01 to 2149-06-06",
  }),
  (text) => parseDay(text) !== undefined,
);

const UTC_DATE = "a UTC date as YYYY-MM-DD";

/** Where a range of days begins and ends; see createFindRange. */
export const RANGE = {
  from: Type.Optional(
    Type.Refine(
      Type.String({
        format: "date",
        description: `the first day, ${UTC_DATE}; without it 28 days up to the last`,
      }),
      (text) => parseDay(text) !== undefined,
    ),
  ),
  to: Type.Optional(
    Type.Refine(
      Type.String({
        format: "date",
        description: `the last day, ${UTC_DATE}; without it the last day of the data`,
      }),
      (text) => parseDay(text) !== undefined,
    ),
  ),
};

export const Country = Type.String({
  minLength: 1,
  maxLength: 200,
  description:
    "a country as registrations name it, such as US, in upper or lower case",
});

/** The form of the rows. */
export const FORMAT = { format: Type.Optional(Format) };

/** How many rows a page has where none is asked for. */
export const PAGE_SIZE = 100;

export const Limit = Type.Integer({
  minimum: 1,
  maximum: 1000,
  default: PAGE_SIZE,
  description: `how many rows a page has, 1 to 1000; without it ${PAGE_SIZE}`,
});

/** A pattern: a number of so many digits, as the database reads and writes it. */
export const natural = (digits: number) => `(0|[1-9]\\d{0,${digits - 1}})`;

/** Where a page goes on: the text that `next` of the one before had. */
export const After = (pattern: string) =>
  Type.String({
    pattern: `^${pattern}$`,
    description: "where to go on: what `next` of the page before says",
  });

/** The `next` of a page. */
export const Next = Type.Union([Type.String(), Type.Null()], {
  description: "what to give as `after` for the next page; null on the last",
});

/** Numbers and times of answers. */
export const Count = Type.Integer({ minimum: 0 });
export const Seconds = Type.Integer({ minimum: 0, description: "seconds" });
export const Day = Type.String({ format: "date", description: "a UTC date" });
export const Instant = Type.String({
  format: "date-time",
  description: "a UTC time, such as 2024-10-09T17:26:04Z",
});
