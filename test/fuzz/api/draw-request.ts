import fc from "fast-check";
import Schema from "typebox/schema";
import { onceIn, pick, type Draw } from "../../support/events/draw.ts";
import type { Document, Parameter } from "./document.ts";

/** A request, and its description in the document. */
export interface DrawnRequest {
  readonly method: string;
  /** With the query, as it is sent. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The path in the document; undefined for any other. */
  readonly asked: string | undefined;
  /** The document does not allow its parameters. */
  readonly wrong: boolean;
}

/** The source of valid values, beside the schemas. */
export interface KnownValues {
  readonly users: readonly string[];
  readonly dates: readonly string[];
  readonly countries: readonly string[];
  readonly reasons: readonly string[];
  /** The `next` and the ETag of earlier answers. */
  readonly nexts: string[];
  readonly etags: string[];
}

/** A value of a parameter, as the query writes it. */
interface Given {
  readonly name: string;
  readonly text: string;
}

/** Of all code points; fast-check's unit "binary" takes a second to make. */
const ANY_TEXT = fc
  .array(fc.oneof(fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x10ffff })), {
    minLength: 1,
    maxLength: 200,
  })
  .map((points) => String.fromCodePoint(...points));

const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];

const ODD_TEXTS = [
  ...["", " ", "0", "-1", "1.5", "1e3", "0x10", "00000000000000000001", "NaN"],
  ...["null", "true", "[]", "{}", "[object Object]", "undefined", "Infinity"],
  ...["4294967295", "4294967296", "9007199254740993", "999999999999999"],
  ...["9".repeat(40), "x".repeat(3_000), "é".repeat(300), "\ud83d\ude00"],
  ...["'", '"', "\\", "' OR 1=1 --", "'; DROP TABLE runs; --", "{a:String}"],
  ...["\0", "a\0b", "\n", "\r\n", "\u202e", "\ufeff", "%", "%%", "%s", "$1"],
  ...["../../etc/passwd", "..\\..", "file:///etc/passwd", "//example.org"],
  ...["2024-02-30", "0000-00-00", "9999-12-31", "1969-12-31", "2149-06-07"],
  ...["2024-10-09T00:00:00Z", "10/09/2024", "__proto__", "constructor"],
  ...["0_00000000-0000-0000-0000-000000000000", "0", "0_0_0", "9999999999"],
  ...["9999999999_9999999999_9999999999999999"],
];

/** Put into a path or a query unchanged: not all of it decodes. */
const RAW_TEXTS = [
  ...[
    "%",
    "%2",
    "%zz",
    "%ff",
    "%c0%af",
    "%ed%a0%80",
    "%00",
    "%0d%0a",
    "%2e%2e",
  ],
  ...["%2f", "%252f", "+", ";", "&&", "==", "?", "#", "[]", "[0]", "{", "|"],
];

const ACCEPTS = [
  ...["*/*", "application/json", "text/csv", "application/x-ndjson", "text/*"],
  ...["application/*;q=0.1, text/csv;q=0.9", "text/html", "image/png;q=0", ""],
  ...["application/json;q=0", "*/*;q=0", "text/csv;q=abc", ",,,", "a/b/c", ";"],
  ...["*", "application/json".repeat(200), "text/csv;header=present", "\t"],
];

const ODD_HEADERS: readonly (readonly [string, string])[] = [
  ["Accept-Encoding", "gzip, br"],
  ["Accept-Encoding", "identity;q=0"],
  ["Accept-Encoding", "*;q=0, br;q=nonsense"],
  ["X-Request-Id", "mine"],
  ["X-Request-Id", "x".repeat(500)],
  ["Origin", "https://example.org"],
  ["Origin", "null"],
  ["Range", "bytes=0-3"],
  ["If-Modified-Since", "yesterday"],
  ["Content-Type", "application/json"],
  ["X-HTTP-Method-Override", "DELETE"],
  ["X-Forwarded-For", "127.0.0.1, \"'"],
  ["Cookie", "a=b; ".repeat(100)],
];

const TAGS = ["*", '""', 'W/"x"', '"x', "x", '"a", "b"', ",", "W/"];

/** Draws a request: one that the document allows, or one with a fault. */
export function drawRequest(
  document: Document,
  known: KnownValues,
  draw: Draw,
): DrawnRequest {
  const method = onceIn(12, draw) ? pick(draw, METHODS) : "GET";
  const headers = drawHeaders(known, draw);
  if (onceIn(12, draw))
    return {
      ...{ method, headers, asked: undefined, wrong: false },
      path: drawOtherPath(document, draw),
    };
  const asked = pick(draw, Object.keys(document.paths));
  const { parameters } = document.paths[asked]!.get;
  const given = parameters
    .filter(({ required }) => required || onceIn(2, draw))
    .map((parameter) => ({
      name: parameter.name,
      text: drawValue(parameter, known, draw),
    }));
  const isFaulty = onceIn(2, draw);
  const sent = isFaulty ? addFault(given, parameters, draw) : given;
  const inPath = parameters.find((parameter) => parameter.in === "path");
  const ofPath = sent.find(({ name }) => name === inPath?.name);
  const inQuery = sent.filter(({ name }) => name !== inPath?.name);
  const raw = isFaulty && onceIn(6, draw) ? `&${pick(draw, RAW_TEXTS)}` : "";
  const path = inPath
    ? asked.replace(`{${inPath.name}}`, encode(ofPath?.text ?? ""))
    : asked;
  const query = inQuery
    .map(({ name, text }) => `${encode(name)}=${encode(text)}`)
    .join("&");
  // An empty value, or a step in the tree, is another path.
  const elsewhere = inPath && ["", ".", ".."].includes(ofPath?.text ?? "");
  return {
    method,
    headers,
    path: `${path}?${query}${raw}`,
    asked: elsewhere || raw !== "" ? undefined : asked,
    wrong: !isAllowed(ofPath ? [ofPath, ...inQuery] : inQuery, parameters),
  };
}

function drawHeaders(
  { etags }: KnownValues,
  draw: Draw,
): Record<string, string> {
  const headers: Record<string, string> = {};
  if (onceIn(4, draw)) headers["Accept"] = pick(draw, ACCEPTS);
  if (onceIn(4, draw))
    headers["If-None-Match"] = pick(draw, [...TAGS, ...etags.slice(-8)]);
  for (let left = draw(3); left > 0; left--) {
    const [name, value] = pick(draw, ODD_HEADERS);
    headers[name] = value;
  }
  return headers;
}

function drawOtherPath(document: Document, draw: Draw): string {
  const paths = ["/", "/docs", "/openapi.json", ...Object.keys(document.paths)];
  const path = pick(draw, paths);
  const at = 1 + draw(path.length);
  switch (draw(6)) {
    case 0:
      return path;
    case 1:
      return `/${"a/".repeat(draw(3_000))}`;
    case 2:
      return `/${encode(pick(draw, ODD_TEXTS))}`;
    case 3:
      return path.toUpperCase();
    case 4:
      return `${path}${pick(draw, ["/", "//", "/.", "/..", "%20", ".json", ";a"])}`;
    default:
      return `${path.slice(0, at)}${pick(draw, RAW_TEXTS)}${path.slice(at)}`;
  }
}

function drawValue(
  { name, schema }: Parameter,
  known: KnownValues,
  draw: Draw,
): string {
  const { users, dates, countries, reasons, nexts } = known;
  if (schema.enum) return pick(draw, schema.enum);
  if (schema.type === "integer")
    return pick(draw, ["1", "2", "7", "100", "1000", "001"]);
  if (name === "user_id" && !onceIn(5, draw)) {
    const user = pick(draw, users);
    return onceIn(4, draw) ? user.toUpperCase() : user;
  }
  if (name === "reason" && !onceIn(5, draw)) return pick(draw, reasons);
  if (name === "after" && nexts.length > 0 && !onceIn(3, draw))
    return pick(draw, nexts.slice(-8));
  if (schema.pattern !== undefined)
    return sample(fc.stringMatching(new RegExp(schema.pattern)), draw);
  if (schema.format === "date")
    return pick(draw, [...dates, "1970-01-01", "2149-06-06", "2024-02-29"]);
  return onceIn(4, draw) ? sample(ANY_TEXT, draw) : pick(draw, countries);
}

function sample(texts: fc.Arbitrary<string>, draw: Draw): string {
  const [text = ""] = fc.sample(texts, { seed: draw(2 ** 31), numRuns: 1 });
  return text;
}

function addFault(
  given: readonly Given[],
  parameters: readonly Parameter[],
  draw: Draw,
): Given[] {
  const name = () => pick(draw, parameters).name;
  const odd = () => pick(draw, ODD_TEXTS);
  switch (parameters.length === 0 ? 0 : draw(5)) {
    case 0:
      return [
        ...given,
        {
          name: pick(draw, ["x", "USER_ID", "limit ", ...ODD_TEXTS]),
          text: "1",
        },
      ];
    case 1:
      return given.slice(1);
    case 2: {
      const again = name();
      return [
        ...given,
        { name: again, text: odd() },
        { name: again, text: "1" },
      ];
    }
    default: {
      const changed = name();
      const others = given.filter((one) => one.name !== changed);
      return [...others, { name: changed, text: odd() }];
    }
  }
}

/** Whether the schemas allow the given value. */
function isAllowed(
  given: readonly Given[],
  parameters: readonly Parameter[],
): boolean {
  const names = given.map(({ name }) => name);
  return (
    new Set(names).size === names.length &&
    parameters.every(
      ({ name, required }) => !required || names.includes(name),
    ) &&
    given.every(({ name, text }) => {
      const schema = parameters.find((one) => one.name === name)?.schema;
      if (!schema) return false;
      const isNumber = schema.type === "integer" && /^\d{1,15}$/.test(text);
      return Schema.Check(schema, isNumber ? Number(text) : text);
    })
  );
}

/** Percent-encodes any text: what is half a surrogate pair is sent as U+FFFD. */
function encode(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}
