import { shardDatabase } from "./endpoint.ts";
import { quoteLiteral } from "./statement/quote-literal.ts";
import type { Sharding } from "./store.ts";

/**
 * The ENGINE of the table that reads the shares of a table on all shards, and
 * sends rows to their shard.
 * @param key the expression that decides the shard of a row.
 */
export const wholeEngine = (
  table: string,
  { database, cluster }: Sharding,
  key: string,
): string =>
  `Distributed('${cluster}', '${shardDatabase(database)}', '${table}', ${key})`;

/**
 * The same for statements on any shard, which need no such table.
 * @param key undefined for reading.
 */
export const allShares = (
  table: string,
  { database, cluster }: Sharding,
  key?: string,
): string => {
  const where = [quoteLiteral(cluster), shardDatabase(database), table];
  return `cluster(${[...where, ...(key === undefined ? [] : [key])].join(", ")})`;
};
