import type { Store } from "./store.ts";
import { PUBLISHED_TABLES, type PublishedTable } from "./tables.ts";

/**
 * The table beside another in which its new content is written as a whole,
 * where adding rows does not do: for a repair or an erasure. Publishing
 * exchanges the two.
 */
export const rebuiltTable = (table: PublishedTable): string =>
  `rebuilt_${table}`;

/** Says which of the two a table is, before and after the exchange. */
const commentOf = (runId: number): string => `rebuilt by run ${runId}`;

/** Makes the empty table in which a run writes the new content of another. */
export async function createRebuilt(
  store: Store,
  table: PublishedTable,
  runId: number,
): Promise<void> {
  await store.command({
    name: "create-rebuilt",
    sql: `CREATE TABLE ${rebuiltTable(table)} AS ${table} COMMENT '${commentOf(runId)}'`,
  });
}

/** The tables whose new content of this run still stands beside them. */
export async function rebuiltTables(
  store: Store,
  runId: number,
): Promise<PublishedTable[]> {
  const found = await existing(store, commentOf(runId));
  return PUBLISHED_TABLES.filter((table) => found.has(rebuiltTable(table)));
}

/** Puts the new content of a table into its place, in under a millisecond. */
export async function exchangeRebuilt(
  store: Store,
  table: PublishedTable,
): Promise<void> {
  await store.command({
    name: "exchange-rebuilt",
    sql: `EXCHANGE TABLES ${rebuiltTable(table)} AND ${table}`,
  });
}

/** Removes what stands beside the tables, from the disk too. */
export async function dropRebuilt(store: Store): Promise<void> {
  for (const name of await existing(store))
    await store.command({
      name: "drop-rebuilt",
      sql: `DROP TABLE ${name} SYNC`,
    });
}

async function existing(store: Store, comment = ""): Promise<Set<string>> {
  const rows = await store.rows<{ name: string }>({
    name: "rebuilt-tables",
    sql: `SELECT name FROM system.tables
      WHERE database = currentDatabase() AND startsWith(name, 'rebuilt_')
        AND ({comment:String} = '' OR comment = {comment:String})`,
    parameters: { comment },
  });
  return new Set(rows.map(({ name }) => name));
}
