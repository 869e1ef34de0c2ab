import { Type, type Static } from "typebox";

/** In what forms rows are answered. */
export const Format = Type.Enum(["json", "csv", "ndjson"], {
  description:
    "json, csv or ndjson (rows alone); without it what the header Accept names, or json",
});

export type Format = Static<typeof Format>;

/** The media type of each, as Accept names it. */
export const MEDIA_TYPES: Readonly<Record<Format, string>> = {
  json: "application/json",
  csv: "text/csv",
  ndjson: "application/x-ndjson",
};

/** The same as the header Content-Type says it. */
export const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  json: "application/json; charset=utf-8",
  csv: "text/csv; charset=utf-8; header=present",
  ndjson: "application/x-ndjson; charset=utf-8",
};
