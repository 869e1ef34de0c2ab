import { quoteLiteral } from "../clickhouse/connection/statement/quote-literal.ts";
import { engineCode } from "../clickhouse/connection/connection.ts";
import type { Sharding, Writer } from "../clickhouse/connection/store.ts";
import { describeShard, NOTES } from "../clickhouse/schema/render-sharded.ts";
import { TouchlineError } from "../common/errors.ts";

/** The number of the row in `migrations` that notes how many shards there are. */
export const SHARDS_NOTE = 0;

/**
 * Throws database_unavailable if a database has another number of shards than
 * the settings name servers.
 */
export function checkShardCount(found: number, expected: number): void {
  if (found === expected) return;
  throw new TouchlineError(
    "database_unavailable",
    `the database is on ${count(found)}, and CLICKHOUSE_URL names ${count(expected)}: name the servers with which it was created, in their order. A backup can be restored into another number of servers (docs/scaling.md)`,
  );
}

const count = (servers: number): string =>
  servers === 1 ? "1 server" : `${servers} servers`;

/** What checks query: a database, and each of its shards. */
export interface Examined extends Pick<Writer, "rows"> {
  readonly sharding: Sharding | undefined;
  readonly shards: readonly (Pick<Writer, "rows"> & { readonly url: string })[];
}

/**
 * Throws database_unavailable unless each server of the settings is the shard
 * as which the database was created on it, and the first one knows them in the
 * same order. Otherwise rows would go to other shards than those of earlier runs.
 */
export async function checkShards({
  sharding,
  shards,
}: Examined): Promise<void> {
  const [first] = shards;
  if (!sharding || !first) return;
  await checkNotes(shards, "is no shard of the database");
  const { cluster } = sharding;
  const problem =
    (await findOddShards(first.rows, cluster, shards.length)) ??
    (await findMisplaced(first.rows, sharding, shards.length));
  if (problem !== undefined)
    throw new TouchlineError(
      "database_unavailable",
      `the cluster ${cluster} ${problem}: let remote_servers of every server list the servers of CLICKHOUSE_URL, in their order, as shards of one replica and equal weight`,
    );
}

/**
 * Throws database_unavailable if a server is another shard of the database than
 * the settings have it. One that is none yet may become what they have.
 */
export const refuseOtherOrder = ({ shards }: Examined): Promise<void> =>
  checkNotes(shards, undefined);

/** @param ifNone what to report of a server without a note; undefined accepts it. */
async function checkNotes(
  shards: Examined["shards"],
  ifNone: string | undefined,
): Promise<void> {
  for (const [at, { url, rows: on }] of shards.entries()) {
    const found = await noteOf(on);
    const expected = describeShard(at, shards.length);
    const problem = found === "" ? ifNone : `is ${found} of the database`;
    if (found === expected || problem === undefined) continue;
    throw new TouchlineError(
      "database_unavailable",
      `ClickHouse at ${url} ${problem}, and CLICKHOUSE_URL names it as ${expected}: name the servers with which the database was created, in their order`,
    );
  }
}

/** Whether none of the servers is a shard of the database yet. */
export async function haveNoShard({ shards }: Examined): Promise<boolean> {
  const notes = await Promise.all(shards.map(({ rows }) => noteOf(rows)));
  return notes.every((note) => note === "");
}

/** What is wrong with the shards of a cluster. */
async function findOddShards(
  rows: Writer["rows"],
  cluster: string,
  shards: number,
): Promise<string | undefined> {
  const known = await rows<{ weight: number; replicas: number }>({
    name: "shards-of-cluster",
    sql: `SELECT any(shard_weight) AS weight, count() AS replicas
      FROM system.clusters WHERE cluster = ${quoteLiteral(cluster)} GROUP BY shard_num`,
  });
  if (known.length !== shards)
    return `has ${known.length} shards, and CLICKHOUSE_URL names ${shards}`;
  if (known.some(({ replicas }) => replicas > 1))
    return "has shards of several replicas";
  return new Set(known.map(({ weight }) => weight)).size > 1
    ? "has shards of different weights"
    : undefined;
}

/** Which of its servers a cluster has in another place than CLICKHOUSE_URL. */
async function findMisplaced(
  rows: Writer["rows"],
  { database }: Sharding,
  shards: number,
): Promise<string | undefined> {
  const seen = await rows<{ number: number; note: string }>({
    name: "shards-seen",
    sql: `SELECT _shard_num AS number, note FROM ${database}.${NOTES.ofAll}`,
  }).catch((error: unknown) => {
    if (!DOES_NOT_EXIST.has(engineCode(error) ?? "")) throw error;
    return [];
  });
  for (let at = 0; at < shards; at++) {
    const found = seen.find(({ number }) => number === at + 1)?.note;
    const expected = describeShard(at, shards);
    if (found !== expected)
      return `has ${found ?? "another server"} as ${expected}`;
  }
  return undefined;
}

/** Which shard a server is; "" if it has no database of one. */
async function noteOf(rows: Writer["rows"]): Promise<string> {
  try {
    const [row] = await rows<{ comment: string }>({
      name: "note-of-shard",
      sql: "SELECT comment FROM system.databases WHERE name = currentDatabase()",
    });
    return row?.comment ?? "";
  } catch (error) {
    if (DOES_NOT_EXIST.has(engineCode(error) ?? "")) return "";
    throw error;
  }
}

/** ClickHouse's codes for unknown tables and databases. */
const DOES_NOT_EXIST = new Set(["60", "81"]);
