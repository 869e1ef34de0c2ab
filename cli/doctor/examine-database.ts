import {
  shardEndpoints,
  type Endpoint,
} from "../../clickhouse/connection/endpoint.ts";
import { Connection } from "../../clickhouse/connection/connection.ts";
import { createWriter } from "../../clickhouse/connection/writer.ts";
import type { Examined } from "../../runs/check-shards.ts";

/** How long a check waits for an answer. */
export const ANSWER_MILLISECONDS = 10_000;

/** Opens a connection that sends each statement once. */
export const connectOnce = (endpoint: Endpoint): Connection =>
  new Connection(endpoint, {
    id: `touchline-doctor-${process.pid}`,
    timeout: ANSWER_MILLISECONDS,
    delays: [],
  });

/** Lends a database, and each of its shards, to checks that query it. */
export async function examineDatabase<T>(
  endpoint: Endpoint,
  look: (database: Examined) => Promise<T>,
): Promise<T> {
  const connection = connectOnce(endpoint);
  const shards = shardEndpoints(endpoint).map(connectOnce);
  const { database, shards: among } = endpoint;
  try {
    return await look({
      ...createWriter(connection),
      sharding: among && { database, cluster: among.cluster },
      shards: shards.map((shard) => ({
        ...createWriter(shard),
        url: shard.url,
      })),
    });
  } finally {
    await Promise.all([connection, ...shards].map((one) => one.close()));
  }
}
