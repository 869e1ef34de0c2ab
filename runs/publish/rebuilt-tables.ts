import type { Store } from "../../clickhouse/connection/store.ts";
import type { TableSurvey } from "./survey.ts";
import { PUBLISHED_TABLES } from "../../clickhouse/schema/tables.ts";

/**
 * The table beside another in which its new content is written as a whole,
 * if adding rows is not enough: for a repair or an erasure. Publishing
 * exchanges the two.
 */
export const rebuiltTable = (table: string): string => `rebuilt_${table}`;

/** Distinguishes the two tables, before and after the exchange. */
const commentOf = (runId: number): string => `rebuilt by run ${runId}`;

/** Makes the empty table in which a run writes the new content of another. */
export async function createRebuilt(
  store: Store,
  table: string,
  runId: number,
): Promise<void> {
  await store.command({
    name: "create-rebuilt",
    sql: `CREATE TABLE ${rebuiltTable(table)} AS ${table} COMMENT '${commentOf(runId)}'`,
  });
}

/** The tables whose new content of this run still stands beside them. */
export function rebuiltTables(
  { rebuilt }: TableSurvey,
  runId: number,
  published: readonly string[] = PUBLISHED_TABLES,
): string[] {
  return published.filter(
    (table) => rebuilt.get(rebuiltTable(table)) === commentOf(runId),
  );
}

/** Puts the new content of a table into its place, in under a millisecond. */
export async function exchangeRebuilt(
  store: Store,
  table: string,
): Promise<void> {
  await store.command({
    name: "exchange-rebuilt",
    sql: `EXCHANGE TABLES ${rebuiltTable(table)} AND ${table}`,
  });
}

/** Removes what stands beside the tables, from the disk too. */
export async function dropRebuilt(
  store: Store,
  { rebuilt }: TableSurvey,
): Promise<void> {
  for (const name of rebuilt.keys())
    await store.command({
      name: "drop-rebuilt",
      sql: `DROP TABLE ${name} SYNC`,
    });
}
