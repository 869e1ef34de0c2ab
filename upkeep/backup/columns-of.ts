import type { Store } from "../../clickhouse/connection/store.ts";

/** The columns of a table that hold something of their own, in their order. */
export async function columnsOf(
  store: Store,
  table: string,
): Promise<string[]> {
  const columns = await store.rows<{ name: string }>({
    name: "backup-columns",
    sql: `SELECT name FROM system.columns
      WHERE database = currentDatabase() AND table = '${table}' AND default_kind NOT IN ('MATERIALIZED', 'ALIAS') ORDER BY position`,
  });
  return columns.map(({ name }) => name);
}
