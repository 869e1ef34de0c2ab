import type { ClickHouseSettings } from "@clickhouse/client";
import type { Statement } from "../store.ts";
import { formatParameter } from "./format-parameter.ts";
import { quoteLiteral } from "./quote-literal.ts";

/** Lists and maps that are longer do not fit into a URL beside the others. */
const LONG_CHARACTERS = 4096;

/** As long a statement as names of 100,000 files make it. */
const MAX_QUERY_BYTES = 64 * 1024 * 1024;

/**
 * Writes long lists and maps into a statement: values of parameters travel in
 * the URL, which ClickHouse takes up to 1 MiB and proxies up to less.
 */
export function inlineLongValues(statement: Statement): {
  readonly statement: Statement;
  readonly settings: ClickHouseSettings;
} {
  const { sql, parameters = {} } = statement;
  const long = new Map<string, string>();
  const short: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(parameters)) {
    const text = typeof value === "object" ? formatParameter(value) : "";
    if (text.length > LONG_CHARACTERS) long.set(name, text);
    else short[name] = value;
  }
  if (long.size === 0) return { statement, settings: {} };
  return {
    statement: {
      ...statement,
      sql: sql.replaceAll(
        /\{(\w+):([^{}]+)\}/g,
        (placeholder, name: string, type: string) => {
          const text = long.get(name);
          return text === undefined
            ? placeholder
            : `CAST(${quoteLiteral(text)}, ${quoteLiteral(type)})`;
        },
      ),
      parameters: short,
    },
    settings: { max_query_size: String(MAX_QUERY_BYTES) },
  };
}
