import {
  changeTable,
  LEDGER,
  PUBLISHED_TABLES,
} from "../../../clickhouse/schema/tables.ts";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { openTestStore } from "./database-pool.ts";

/** Counts the rows of every table of a database of the test engine. */
export async function countRows(
  database: string,
): Promise<Record<string, number>> {
  const store = await openTestStore(database);
  try {
    return await countRowsOf(store);
  } finally {
    await store.close();
  }
}

/**
 * Counts the rows of every table, including prepared rows that are not
 * published. Nothing is recovered before, so leftovers are counted.
 */
export async function countRowsOf(
  store: Store,
): Promise<Record<string, number>> {
  const tables = PUBLISHED_TABLES.flatMap((name) => [name, changeTable(name)]);
  const counts = [LEDGER, ...tables].map(
    (name) => `SELECT '${name}' AS name, count() AS rows FROM ${name}`,
  );
  const rows = await store.rows<{ name: string; rows: number }>({
    name: "count-rows",
    sql: `${counts.join(" UNION ALL ")} SETTINGS final = 1`,
  });
  return Object.fromEntries(rows.map(({ name, rows }) => [name, rows]));
}
