import type { Context } from "koa";
import { Type, type Static, type TSchema } from "typebox";
import { TouchlineError } from "../../common/errors.ts";
import { quote } from "../../common/text.ts";
import type { EndpointSchema } from "./endpoint.ts";

export const Format = Type.Enum(["json", "csv", "ndjson"], {
  description:
    "json, csv or ndjson (rows alone); by default the one that the header Accept prefers",
});

export type Format = Static<typeof Format>;

/** The media type of each, as in the header Accept. */
export const MEDIA_TYPES: Readonly<Record<Format, string>> = {
  json: "application/json",
  csv: "text/csv",
  ndjson: "application/x-ndjson",
};

/** The same for the header Content-Type. */
export const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  json: "application/json; charset=utf-8",
  csv: "text/csv; charset=utf-8; header=present",
  ndjson: "application/x-ndjson; charset=utf-8",
};

/**
 * Chooses the format of an answer: that of the parameter `format`, else the
 * one that the header Accept prefers. Throws not_acceptable if Accept allows none.
 */
export function chooseFormat(
  context: Context,
  { rows }: EndpointSchema,
  given: Format | undefined,
): Format {
  if (rows !== undefined) context.vary("Accept");
  if (given !== undefined) return given;
  const accept = context.get("Accept");
  if (accept === "" || accept === "*/*") return "json";
  const possible: readonly Format[] =
    rows === undefined ? ["json"] : ["json", "csv", "ndjson"];
  const types = possible.map((format) => MEDIA_TYPES[format]);
  // Koa reads it from the request.
  context.req.headers.accept = withoutParameters(accept);
  const best = context.accepts([...types]);
  const format = possible.find((one) => MEDIA_TYPES[one] === best);
  if (format === undefined)
    throw new TouchlineError(
      "not_acceptable",
      `${context.path} is available as ${types.join(", ")}, and the header Accept allows none of them: ${quote(accept)}`,
    );
  return format;
}

/** Accept without parameters of media types, such as charset: there is no choice of these. */
function withoutParameters(accept: string): string {
  return accept.replace(
    /\s*;\s*(?!q\s*=)[^;,"]*("([^"\\]|\\.)*"[^;,"]*)*/gi,
    "",
  );
}

/** Writes an answer in a format: whole as JSON, else its rows. */
export function writeAnswer(
  { rows = "", answer: schema }: EndpointSchema,
  answer: object,
  format: Format,
): string {
  if (format === "json") return JSON.stringify(answer);
  const list = (answer as Readonly<Record<string, readonly Row[]>>)[rows] ?? [];
  return format === "csv"
    ? writeCsv(columnsOf(schema, rows), list)
    : list.map((row) => `${JSON.stringify(row)}\n`).join("");
}

type Row = Readonly<Record<string, unknown>>;

function columnsOf(answer: TSchema, rows: string): string[] {
  const { properties } = answer as unknown as {
    properties: Record<string, { items: { properties: object } }>;
  };
  return Object.keys(properties[rows]?.items.properties ?? {});
}

/**
 * Writes rows as CSV (RFC 4180) with a header line. null becomes an empty
 * cell; a list or an object is written as JSON.
 */
function writeCsv(columns: readonly string[], rows: readonly Row[]): string {
  const lines = [
    columns.map(writeCell),
    ...rows.map((row) => columns.map((column) => writeCell(row[column]))),
  ];
  return lines.map((cells) => `${cells.join(",")}\r\n`).join("");
}

function writeCell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return quoteCell(disarm(value));
  return quoteCell(JSON.stringify(value));
}

function quoteCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Puts an apostrophe before a text that a spreadsheet would run as a formula:
 * event lines come from untrusted clients.
 */
function disarm(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
}
