import type { Store, Writer } from "../../clickhouse/connection/store.ts";
import { createWhole } from "../../clickhouse/schema/render-sharded.ts";
import type { ShardSurvey, TableSurvey } from "./survey.ts";
import { PUBLISHED_TABLES } from "../../clickhouse/schema/tables.ts";

/**
 * The table beside another in which its new content is written as a whole,
 * if adding rows is not enough: for a repair or an erasure. Publishing
 * exchanges the two.
 */
export const rebuiltTable = (table: string): string => `rebuilt_${table}`;

/** Distinguishes the two tables, before and after the exchange. */
const commentOf = (runId: number): string => `rebuilt by run ${runId}`;

/**
 * Makes the empty table in which a run writes the new content of a published
 * table: on each shard, and for all of them together.
 */
export async function createRebuilt(
  store: Store,
  table: string,
  runId: number,
): Promise<void> {
  await Promise.all(
    store.shards.map((shard) => createBeside(shard, table, runId)),
  );
  if (store.sharding)
    await store.command({
      name: "create-rebuilt",
      sql: createWhole(rebuiltTable(table), table, store.sharding),
    });
}

/** The same in one database, for any table. */
export async function createBeside(
  on: Writer,
  table: string,
  runId: number,
): Promise<void> {
  await on.command({
    name: "create-rebuilt",
    sql: `CREATE TABLE ${rebuiltTable(table)} AS ${table} COMMENT '${commentOf(runId)}'`,
  });
}

/** The tables of a shard whose new content of this run still stands beside them. */
export function rebuiltTables(
  { rebuilt }: ShardSurvey,
  runId: number,
  published: readonly string[] = PUBLISHED_TABLES,
): string[] {
  return published.filter(
    (table) => rebuilt.get(rebuiltTable(table)) === commentOf(runId),
  );
}

/** Puts the new content of a table into its place, in under a millisecond. */
export async function exchangeRebuilt(
  on: Writer,
  table: string,
): Promise<void> {
  await on.command({
    name: "exchange-rebuilt",
    sql: `EXCHANGE TABLES ${rebuiltTable(table)} AND ${table}`,
  });
}

/** Removes what stands beside one table, if anything does. */
export async function removeRebuilt(
  store: Store,
  table: string,
): Promise<void> {
  const { shards, sharding } = store;
  for (const on of sharding ? [...shards, store] : shards)
    await on.command({
      name: "drop-rebuilt",
      sql: `DROP TABLE IF EXISTS ${rebuiltTable(table)} SYNC`,
      repeatable: true,
    });
}

/** Removes what stands beside the tables, from the disk too. */
export async function dropRebuilt({ beside }: TableSurvey): Promise<void> {
  for (const { name, on } of beside)
    await on.command({
      name: "drop-rebuilt",
      sql: `DROP TABLE ${name} SYNC`,
    });
}
