import { Type, type TProperties } from "typebox";
import { parseDay } from "../../common/days.ts";
import { DEVICES } from "../../common/devices.ts";
import { UUID } from "../../common/uuid.ts";
import { Format } from "./formats.ts";

/** The types that parameters and answers of several endpoints have. */

/** An object with these properties and no others. */
export const object = <Properties extends TProperties>(
  properties: Properties,
) => Type.Object(properties, { additionalProperties: false });

export const UserId = Type.String({
  pattern: `^${UUID.replaceAll("a-f", "a-fA-F")}$`,
  description: "a UUID, such as c720827b-64dc-ae7c-6d21-a040ce0e5cbc",
});

const dayParameter = (description: string) =>
  Type.Refine(
    Type.String({ format: "date", description }),
    (text) => parseDay(text) !== undefined,
  );

export const UtcDate = dayParameter(
  "a UTC date as YYYY-MM-DD, from 1970-01-01 to 2149-06-06",
);

/** A date that a request may leave out. */
export const LastDate = dayParameter(
  "a UTC date as YYYY-MM-DD; by default the last day with data",
);

/** The first and the last day of a range; see createFindRange for the defaults. */
export const RANGE = {
  from: Type.Optional(
    dayParameter(
      "the first day, a UTC date as YYYY-MM-DD; by default 27 days before the last",
    ),
  ),
  to: Type.Optional(
    dayParameter(
      "the last day, a UTC date as YYYY-MM-DD; by default the last day with data",
    ),
  ),
};

export const Country = Type.String({
  minLength: 1,
  maxLength: 200,
  description: "a country as in registrations, such as US, in any case",
});

export const Device = Type.Enum([...DEVICES], {
  description: "iOS, Android or Web, in any case",
});

export const FORMAT = { format: Type.Optional(Format) };

/** The parameters of a series: a row for each day of a range. */
export const SERIES = object({
  ...RANGE,
  country: Type.Optional(Country),
  device: Type.Optional(Device),
  ...FORMAT,
});

export const Count = Type.Integer({ minimum: 0 });
export const Seconds = Type.Integer({ minimum: 0, description: "seconds" });
export const Day = Type.String({ format: "date", description: "a UTC date" });
export const Instant = Type.String({
  format: "date-time",
  description: "a UTC time, such as 2024-10-09T17:26:04Z",
});

/** The answer of a series. */
export const daysOf = <Properties extends TProperties>(
  day: ReturnType<typeof object<Properties>>,
) =>
  object({
    from: Day,
    to: Day,
    days: Type.Array(day, {
      description: "every day of the range, in order",
    }),
  });
