import { TouchlineError } from "../../common/errors.ts";
import { Connection } from "../connection/connection.ts";
import {
  shardEndpoints,
  TIMEOUTS,
  WRITER_DELAYS,
  type Endpoint,
  type Timeouts,
} from "../connection/endpoint.ts";
import type { Writer } from "../connection/store.ts";
import { createWriter } from "../connection/writer.ts";
import { createDatabaseSql } from "./render-migration.ts";
import { describeShard, notesSql, shardSql } from "./render-sharded.ts";

/**
 * Makes the database when it does not exist.
 * @param cluster of replicas, or "".
 */
export async function createDatabase(
  endpoint: Endpoint,
  { control }: Timeouts,
  cluster: string,
): Promise<void> {
  const { database, shards } = endpoint;
  await outsideDatabase(endpoint, control, async (writer) => {
    if (shards)
      await checkCluster(writer, endpoint, shards.cluster, shards.urls.length);
    else if (cluster !== "") await checkCluster(writer, endpoint, cluster, 1);
    await create(writer, createDatabaseSql(database, cluster));
  });
  if (!shards) return;
  const eachShard = shardEndpoints(endpoint).map((shard, index) =>
    outsideDatabase(shard, control, async (writer) => {
      const note = describeShard(index, shards.urls.length);
      for (const sql of shardSql(shard.database, note))
        await create(writer, sql);
    }),
  );
  await Promise.all(eachShard);
  await outsideDatabase(endpoint, control, (writer) =>
    create(writer, notesSql(database, shards.cluster)),
  );
}

const create = (writer: Writer, sql: string): Promise<void> =>
  writer.command({ name: "create-database", sql, repeatable: true });

/** Whether the database exists. */
export async function databaseExists(
  endpoint: Endpoint,
  { control }: Timeouts = TIMEOUTS,
): Promise<boolean> {
  return outsideDatabase(endpoint, control, async (writer) => {
    const found = await writer.rows({
      name: "database-exists",
      sql: "SELECT name FROM system.databases WHERE name = {name:String}",
      parameters: { name: endpoint.database },
    });
    return found.length > 0;
  });
}

/** Works in another database: this one may not exist. */
async function outsideDatabase<T>(
  endpoint: Endpoint,
  timeout: number,
  work: (writer: Writer) => Promise<T>,
): Promise<T> {
  const outside = { ...endpoint, database: "default" };
  const connection = new Connection(outside, {
    id: `touchline-control-${process.pid}`,
    timeout,
    delays: WRITER_DELAYS,
  });
  try {
    return await work(createWriter(connection));
  } finally {
    await connection.close();
  }
}

/** Throws database_unavailable where there is no such cluster of so many shards. */
async function checkCluster(
  writer: Writer,
  { url }: Endpoint,
  cluster: string,
  expected: number,
): Promise<void> {
  const [row] = await writer.rows<{ shards: number }>({
    name: "count-shards",
    sql: "SELECT uniqExact(shard_num) AS shards FROM system.clusters WHERE cluster = {cluster:String}",
    parameters: { cluster },
  });
  const shards = row?.shards ?? 0;
  if (shards === expected) return;
  throw new TouchlineError(
    "database_unavailable",
    shards === 0
      ? `ClickHouse at ${url} has no cluster ${cluster}: set CLICKHOUSE_CLUSTER to one in its system.clusters`
      : `the cluster ${cluster} has ${shards} shards, and CLICKHOUSE_URL names ${expected === 1 ? "1 server" : `${expected} servers`}: let it name the server of each shard, in their order (docs/scaling.md)`,
  );
}
