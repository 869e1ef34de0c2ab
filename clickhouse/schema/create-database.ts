import { TouchlineError } from "../../common/errors.ts";
import { Connection } from "../connection/connection.ts";
import {
  TIMEOUTS,
  WRITER_DELAYS,
  type Endpoint,
  type Timeouts,
} from "../connection/endpoint.ts";
import type { Writer } from "../connection/store.ts";
import { createWriter } from "../connection/writer.ts";
import { createDatabaseSql } from "./render-migration.ts";

/** Makes the database when it does not exist. */
export async function createDatabase(
  endpoint: Endpoint,
  { control }: Timeouts,
  cluster: string,
): Promise<void> {
  await outsideDatabase(endpoint, control, async (writer) => {
    if (cluster !== "") await checkCluster(writer, endpoint, cluster);
    await writer.command({
      name: "create-database",
      sql: createDatabaseSql(endpoint.database, cluster),
      repeatable: true,
    });
  });
}

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

/** Throws database_unavailable where there is no such cluster of one shard. */
async function checkCluster(
  writer: Writer,
  { url }: Endpoint,
  cluster: string,
): Promise<void> {
  const [row] = await writer.rows<{ shards: number }>({
    name: "count-shards",
    sql: "SELECT uniqExact(shard_num) AS shards FROM system.clusters WHERE cluster = {cluster:String}",
    parameters: { cluster },
  });
  const shards = row?.shards ?? 0;
  if (shards === 1) return;
  throw new TouchlineError(
    "database_unavailable",
    shards === 0
      ? `ClickHouse at ${url} has no cluster ${cluster}: set CLICKHOUSE_CLUSTER to one in its system.clusters`
      : `the cluster ${cluster} has ${shards} shards, and a run is published on one: set CLICKHOUSE_CLUSTER to a cluster of one shard (docs/scaling.md)`,
  );
}
