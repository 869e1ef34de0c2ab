import { quoteLiteral } from "../../../clickhouse/connection/statement/quote-literal.ts";
import type { Compression } from "../content/foreign-content.ts";
import type { Location } from "../engine/location.ts";
import type { ReadingEngine } from "../engine/reading-engine.ts";
import {
  jsonText,
  quoteName,
  selectLines,
  type EventColumn,
} from "./select-lines.ts";

/** How rows of texts are read. A field that is not there is NULL, and no other. */
interface Dialect {
  /** The format of the engine, and its settings. */
  readonly format: string;
  readonly settings: string;
  readonly skipHeader: string;
  readonly separator: string;
  /** The text of a column, as SQL. */
  readonly textOf: (column: string) => string;
}

export const CSV: Dialect = {
  format: "CSV",
  settings:
    "format_csv_null_representation = '\\0', input_format_csv_empty_as_default = 0, input_format_csv_allow_variable_number_of_columns = 1",
  skipHeader: "input_format_csv_skip_first_lines = 1",
  separator: ",",
  textOf: (column) => column,
};

/**
 * Programs write TSV with quotes, as CSV, or without; the engine reads CSV with
 * commas only. So quotes are removed here. A field has no tab and no line end.
 */
export const TSV: Dialect = {
  format: "TSVRaw",
  settings:
    "format_tsv_null_representation = '\\0', input_format_tsv_crlf_end_of_line = 1, input_format_tsv_empty_as_default = 0, input_format_tsv_allow_variable_number_of_columns = 1",
  skipHeader: "input_format_tsv_skip_first_lines = 1",
  separator: "\t",
  textOf: (column) =>
    `if(match(${column}, '^"(?s:.*)"\\r?$'), replaceAll(replaceRegexpOne(${column}, '^"((?s:.*))"\\r?$', '\\\\1'), '""', '"'), trim(TRAILING '\\r' FROM ${column}))`,
};

/** More columns of a header are not seen. */
const MOST_COLUMNS = 500;

/** There are no types, so these fields are numbers where they look like one. */
const NUMBERS = /(^event_id|^event_timestamp|_goals_scored)$/;

/** A number of JSON. */
const NUMBER = "^-?(0|[1-9][0-9]*)(\\\\.[0-9]+)?([eE][-+]?[0-9]+)?$";

const textColumns = (names: readonly string[]): string =>
  names.map((name) => `${name} Nullable(String)`).join(", ");

const columnName = (index: number): string => `c${index}`;

/** The names in the first row; none if the file is empty. */
export async function readHeader(
  engine: ReadingEngine,
  file: Location,
  compression: Compression,
  { format, settings, textOf }: Dialect,
): Promise<string[]> {
  const columns = Array.from({ length: MOST_COLUMNS }, (_, n) => columnName(n));
  const table = file.tableOf(format, textColumns(columns), compression);
  const rows = await engine.rows<{ readonly names: readonly string[] }>({
    name: "read-header",
    sql: `SELECT arrayMap(name -> ${textOf("name")}, arrayFilter(name -> isNotNull(name), [${columns.join(", ")}])) AS names FROM ${table} LIMIT 1 SETTINGS ${settings}`,
  });
  const names = rows[0]?.names ?? [];
  // Behind a byte order mark, quotes are not taken for such.
  return names.map((name) => name.replace(/^\uFEFF"?|(?<=^\uFEFF".*)"$/g, ""));
}

/**
 * The statement that reads the rows as lines. A row with more or fewer fields than
 * the header becomes a line that is not JSON.
 */
export function selectTextLines(
  file: Location,
  compression: Compression,
  { format, settings, skipHeader, separator, textOf }: Dialect,
  header: readonly string[],
): string {
  const fields = header.map((_, index) => columnName(index));
  const all = [...fields, "surplus"];
  const table = file.tableOf(format, textColumns(all), compression);
  const columns = header.map((name) => ({ name, type: "String" }));
  const named = header.map(
    (name, index) =>
      `nullIf(nullIf(${textOf(columnName(index))}, ''), '\\\\N') AS ${quoteName(name)}`,
  );
  const whole = `replaceRegexpAll(arrayStringConcat(arrayFilter(field -> isNotNull(field), [${all.join(", ")}]), ${quoteLiteral(separator)}), '[\\r\\n]+', ' ')`;
  const broken = `multiIf(isNull(${fields[0]}), '', isNull(${fields.at(-1)}), concat(${whole}, ' (fewer fields than the header)'), isNotNull(surplus), concat(${whole}, ' (more fields than the header)'), NULL)`;
  const rows = `SELECT ${named.join(", ")}, ${broken} AS broken_row FROM ${table}`;
  return `SELECT ifNull(broken_row, line) FROM (${selectLines(file.name, columns, textValue)}, broken_row FROM (${rows})) FORMAT TSVRaw SETTINGS ${settings}, ${skipHeader}`;
}

/** The JSON of a column of texts. */
function textValue({ name }: EventColumn): string {
  const column = quoteName(name);
  if (name === "event_data") return jsonText(column);
  const text = `toJSONString(${column})`;
  const json = NUMBERS.test(name)
    ? `if(match(${column}, '${NUMBER}'), ${column}, ${text})`
    : text;
  return `if(isNull(${column}), NULL, ${json})`;
}
