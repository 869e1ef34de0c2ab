import type { Store } from "../../clickhouse/connection/store.ts";
import type { PublishedTable } from "../../clickhouse/schema/tables.ts";
import { DERIVED_TABLES } from "./derived-tables.ts";
import { insertExpected } from "./rebuild-tables.ts";
import { bind, forEachSlice, ROWS_PER_SLICE, STORED } from "./sources.ts";

/**
 * Fills a derived table that is empty and that nobody reads yet, in a database
 * of an older version, from the tables that it is computed from.
 */
export async function fillTable(
  store: Store,
  table: PublishedTable,
  rowsPerSlice = ROWS_PER_SLICE,
): Promise<void> {
  for (const derived of DERIVED_TABLES.filter((one) => one.table === table)) {
    const sql = insertExpected(derived, table);
    await forEachSlice(store, derived, STORED, rowsPerSlice, (on, slice) =>
      on.command(bind(`fill-${table}`, sql, STORED, { ...slice })),
    );
  }
}
