import { quoteLiteral } from "../../clickhouse/connection/statement/quote-literal.ts";
import type { Compression } from "./foreign-content.ts";
import type { Location } from "./location.ts";
import type { ReadingEngine } from "./reading-engine.ts";
import {
  jsonText,
  quoteName,
  selectLines,
  type EventColumn,
} from "./select-lines.ts";

/** More columns of a header are not seen. */
const MOST_COLUMNS = 500;

/** CSV has no types, so these fields are numbers where they look like one. */
const NUMBERS = /(^event_id|^event_timestamp|_goals_scored)$/;

/** A number of JSON. */
const NUMBER = "^-?(0|[1-9][0-9]*)(\\\\.[0-9]+)?([eE][-+]?[0-9]+)?$";

/** How rows of texts are read: a field that is not there is NULL, and no other. */
const settings = (separator: string): string =>
  [
    `format_csv_delimiter = ${quoteLiteral(separator)}`,
    "format_csv_null_representation = '\\0'",
    "input_format_csv_empty_as_default = 0",
    "input_format_csv_allow_variable_number_of_columns = 1",
  ].join(", ");

const textColumns = (names: readonly string[]): string =>
  names.map((name) => `${name} Nullable(String)`).join(", ");

const columnName = (index: number): string => `c${index}`;

/** The names in the first row; none if the file is empty. */
export async function readCsvHeader(
  engine: ReadingEngine,
  file: Location,
  compression: Compression,
  separator: string,
): Promise<string[]> {
  const columns = Array.from({ length: MOST_COLUMNS }, (_, n) => columnName(n));
  const table = file.tableOf("CSV", textColumns(columns), compression);
  const rows = await engine.rows<{ readonly names: readonly string[] }>({
    name: "read-header",
    sql: `SELECT arrayFilter(name -> isNotNull(name), [${columns.join(", ")}]) AS names FROM ${table} LIMIT 1 SETTINGS ${settings(separator)}`,
  });
  const names = rows[0]?.names ?? [];
  // Behind a byte order mark, quotes are not taken for such.
  return names.map((name) => name.replace(/^\uFEFF"?|(?<=^\uFEFF".*)"$/g, ""));
}

/**
 * The statement that reads the rows of CSV as lines. A row with more or fewer
 * fields than the header becomes a line that is not JSON.
 */
export function selectCsvLines(
  file: Location,
  compression: Compression,
  separator: string,
  header: readonly string[],
): string {
  const fields = header.map((_, index) => columnName(index));
  const last = fields.at(-1) ?? "";
  const table = file.tableOf(
    "CSV",
    textColumns([...fields, "surplus"]),
    compression,
  );
  const columns = header.map((name) => ({ name, type: "String" }));
  const named = header.map(
    (name, index) =>
      `nullIf(nullIf(${columnName(index)}, ''), '\\\\N') AS ${quoteName(name)}`,
  );
  const whole = `replaceRegexpAll(arrayStringConcat(arrayFilter(field -> isNotNull(field), [${[...fields, "surplus"].join(", ")}]), ${quoteLiteral(separator)}), '[\\r\\n]+', ' ')`;
  const broken = `multiIf(isNull(${fields[0]}), '', isNull(${last}), concat(${whole}, ' (fewer fields than the header)'), isNotNull(surplus), concat(${whole}, ' (more fields than the header)'), NULL)`;
  const inner = `SELECT ${named.join(", ")}, ${broken} AS broken_row FROM ${table}`;
  return `SELECT ifNull(broken_row, line) FROM (${selectLines(file.name, columns, textValue)}, broken_row FROM (${inner})) FORMAT TSVRaw SETTINGS ${settings(separator)}, input_format_csv_skip_first_lines = 1`;
}

/** The JSON of a column of CSV. */
function textValue({ name }: EventColumn): string {
  const column = quoteName(name);
  if (name === "event_data") return jsonText(column);
  const text = `toJSONString(${column})`;
  const json = NUMBERS.test(name)
    ? `if(match(${column}, '${NUMBER}'), ${column}, ${text})`
    : text;
  return `if(isNull(${column}), NULL, ${json})`;
}
