import type { ClickHouseSettings } from "@clickhouse/client";
import { quoteLiteral } from "./quote-literal.ts";
import type { Statement } from "../store.ts";

/** Lists of texts that are longer do not fit into a URL beside the others. */
const LONG_BYTES = 4096;

/** As long a statement as names of 100,000 files make it. */
const MAX_QUERY_BYTES = 64 * 1024 * 1024;

/**
 * Writes long lists of texts into a statement: values of parameters travel in
 * the URL, which ClickHouse takes up to 1 MiB and proxies up to less.
 */
export function inlineLongValues(statement: Statement): {
  readonly statement: Statement;
  readonly settings: ClickHouseSettings;
} {
  const { sql, parameters = {} } = statement;
  const long = Object.entries(parameters).filter(
    (entry): entry is [string, readonly string[]] => isLong(entry[1]),
  );
  if (long.length === 0) return { statement, settings: {} };
  const lists = new Map(long);
  const others = Object.entries(parameters).filter(
    ([name]) => !lists.has(name),
  );
  return {
    statement: {
      ...statement,
      sql: sql.replaceAll(
        /\{(\w+):Array\((String|UUID)\)\}/g,
        (placeholder, name: string, type: string) => {
          const list = lists.get(name);
          return list
            ? `[${list.map(quoteLiteral).join(", ")}]::Array(${type})`
            : placeholder;
        },
      ),
      parameters: Object.fromEntries(others),
    },
    settings: { max_query_size: String(MAX_QUERY_BYTES) },
  };
}

const isLong = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every((one) => typeof one === "string") &&
  value.reduce((sum, one) => sum + one.length, 0) > LONG_BYTES;
