import { quoteLiteral } from "../../../clickhouse/connection/statement/quote-literal.ts";
import { TouchlineError } from "../../../common/errors.ts";
import { labelOf } from "../standard-input.ts";

/** A column of a file of rows. */
export interface EventColumn {
  readonly name: string;
  /** Its type in ClickHouse. */
  readonly type: string;
}

/** An event in the usual layout; further fields of event_data follow these. */
const EVENT = ["event_id", "event_type", "event_timestamp"] as const;
const DATA = [
  ...["country", "user_id", "device_os", "type"],
  ...["match_id", "home_user_id", "away_user_id"],
  ...["home_goals_scored", "away_goals_scored"],
] as const;

const DATA_COLUMN = "event_data.";

/**
 * The SELECT of one column: each row as a line of JSON, in the usual layout. A
 * null means that the field is absent, but for the goals of a match.
 * Throws input_failed if a column is missing.
 * @param name of the file.
 * @param valueOf an expression for the JSON of a column, NULL for an absent field.
 */
export function selectLines(
  name: string,
  columns: readonly EventColumn[],
  valueOf = typedValue,
): string {
  checkColumns(name, columns);
  const find = (column: string) => columns.find((one) => one.name === column);
  const event = EVENT.map((field) => find(field) as EventColumn);
  const text = find("event_data");
  const data = columns
    .filter((column) => column.name.startsWith(DATA_COLUMN))
    .sort((one, other) => placeOf(one) - placeOf(other));
  const isMatch = `ifNull(toString(${quoteName("event_type")}) = 'match', 0)`;
  const fields = [
    ...event.map((column) => field(column.name, valueOf(column))),
    text
      ? field("event_data", valueOf(text))
      : `', "event_data": {', ${joinFields(data.map((column) => dataField(column)))}, '}'`,
  ];
  function dataField(column: EventColumn): string {
    const key = column.name.slice(DATA_COLUMN.length);
    const absent = key.endsWith("_goals_scored")
      ? `if(${isMatch}, ${quoteLiteral(`, ${JSON.stringify(key)}: null`)}, '')`
      : "''";
    return field(key, valueOf(column), absent);
  }
  return `SELECT concat('{', ${joinFields(fields)}, '}') AS line`;
}

const joinFields = (fields: readonly string[]): string =>
  `substring(concat('', ${fields.join(", ")}), 3)`;

function field(key: string, value: string, absent = "''"): string {
  const before = quoteLiteral(`, ${JSON.stringify(key)}: `);
  return `ifNull(concat(${before}, ${value}), ${absent})`;
}

function placeOf({ name }: EventColumn): number {
  const place = (DATA as readonly string[]).indexOf(
    name.slice(DATA_COLUMN.length),
  );
  return place < 0 ? DATA.length : place;
}

/** The JSON of a column of a typed format. */
function typedValue({ name, type }: EventColumn): string {
  const column = quoteName(name);
  const bare = type.replace(/^(?:LowCardinality|Nullable)\((.*)\)$/, "$1");
  if (name === "event_timestamp" && /^Date/.test(bare))
    return `toString(intDiv(toUnixTimestamp64Milli(toDateTime64(${column}, 3, 'UTC')), 1000))`;
  // pandas has NaN for what is absent.
  if (/^Float/.test(bare))
    return `if(isNaN(${column}), NULL, toJSONString(assumeNotNull(${column})))`;
  if (/_id$/.test(name) && bare === "FixedString(16)")
    return `toJSONString(UUIDNumToString(${column}))`;
  if (name === "event_data" && bare === "String") return jsonText(column);
  return `if(isNull(${column}), NULL, toJSONString(${column}))`;
}

/** JSON in a text, on one line; any other text as a text. */
export const jsonText = (column: string): string =>
  `if(isValidJSON(${column}), replaceRegexpAll(${column}, '[\\r\\n]+', ' '), toJSONString(${column}))`;

function checkColumns(name: string, columns: readonly EventColumn[]): void {
  const names = columns.map((column) => column.name);
  const missing: string[] = EVENT.filter((field) => !names.includes(field));
  if (!names.some((one) => /^event_data(\.|$)/.test(one)))
    missing.push("event_data");
  if (missing.length === 0) return;
  const plural = missing.length > 1 ? "s" : "";
  throw new TouchlineError(
    "input_failed",
    `${labelOf(name)} lacks the column${plural} ${missing.join(", ")}: it has ${names.slice(0, 20).join(", ") || "none"}. Rename its columns, or export the events as JSON Lines`,
  );
}

/** A name as an identifier of SQL. */
export const quoteName = (name: string): string =>
  `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;
