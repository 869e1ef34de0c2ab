import { wholeEngine } from "../connection/divided-tables.ts";
import { shardDatabase } from "../connection/endpoint.ts";
import type { Sharding } from "../connection/store.ts";
import {
  createDatabaseSql,
  listMigrations,
  renderCreation,
} from "./render-migration.ts";
import {
  changeTable,
  LEDGER,
  PUBLISHED_TABLES,
  type PublishedTable,
} from "./tables.ts";

/** The shard of all that is asked by user. */
export const OF_USER = "cityHash64(user_id)";

/** A match is of two users, so it has a shard of its own. */
export const OF_MATCH = "cityHash64(match_id)";

/** Any shard: a run leaves such rows where they are computed. */
const ANY = "rand()";

/** What decides the shard of a row. Rows that the engine merges are on one shard. */
const SHARDED_BY: Readonly<Record<PublishedTable, string>> = {
  event_ids: ANY,
  registrations: OF_USER,
  session_pings: OF_USER,
  match_events: OF_MATCH,
  signed_held_events: "cityHash64(waits_for)",
  signed_rejected_events: "cityHash64(source_run_id, file_number, line)",
  signed_sessions: OF_USER,
  signed_matches: OF_MATCH,
  signed_registration_data: OF_USER,
  summed_session_data: OF_USER,
  summed_match_data: OF_USER,
  signed_player_sessions: OF_USER,
  signed_player_matches: OF_USER,
  summed_players: OF_USER,
  signed_leaderboard: OF_USER,
  summed_day_counts: "cityHash64(country, date)",
};

/** A statement of the schema, and the databases in which it is run. */
export interface ShardedStatement {
  /** Each shard's own database, or that of the whole on the first shard. */
  readonly on: "shards" | "first";
  readonly sql: string;
}

const STATEMENT =
  /^(CREATE|ALTER|TRUNCATE) (?:OR REPLACE )?(?:MATERIALIZED )?(?:TABLE|VIEW) (?:IF NOT EXISTS )?(\w+)/m;

/**
 * What stands for a statement of a migration where shards hold the rows: on
 * each shard, the table of one server, in a database of the shard's own. On the
 * first, the whole has the name of the database, with a table for each of theirs
 * that reads all shards and sends rows to their shard. Materialized views are on the
 * shards too: one whose rows may belong elsewhere has a table beside it that sends
 * them there. Other views are of the whole.
 */
export function renderOnShards(
  sql: string,
  sharding: Sharding,
): ShardedStatement[] {
  const [, verb, name = ""] = STATEMENT.exec(sql) ?? [];
  const here: ShardedStatement = { on: "shards", sql };
  const whole: ShardedStatement = { on: "first", sql };
  if (/^CREATE MATERIALIZED VIEW/m.test(sql))
    return renderFilling(sql, sharding);
  if (/^CREATE .*VIEW/m.test(sql) || name === LEDGER) return [whole];
  if (keyOf(name) === undefined)
    throw new Error(`no rendering on shards: ${sql}`);
  if (verb === "CREATE")
    return [here, { on: "first", sql: createWhole(name, name, sharding) }];
  return verb === "ALTER" ? [here, whole] : [here];
}

/** The table on a shard that sends rows of another table to their shards. */
export const sendingTable = (table: string): string => `sent_${table}`;

/** The same for a materialized view. */
function renderFilling(sql: string, sharding: Sharding): ShardedStatement[] {
  const [, to = "", from = ""] =
    / TO (\w+) AS\b[^]*?\bFROM (\w+)/.exec(sql) ?? [];
  const key = keyOf(to);
  if (key === undefined) throw new Error(`no rendering on shards: ${sql}`);
  if (key === ANY || key === keyOf(from)) return [{ on: "shards", sql }];
  const sending = sendingTable(to);
  return [
    {
      on: "shards",
      sql: `CREATE TABLE IF NOT EXISTS ${sending} AS ${to}
ENGINE = ${wholeEngine(to, sharding, key)}`,
    },
    { on: "shards", sql: sql.replace(` TO ${to} `, ` TO ${sending} `) },
  ];
}

/** Makes the table that reads all shards and sends rows to their shard. */
export function createWhole(
  table: string,
  published: string,
  sharding: Sharding,
): string {
  return `CREATE TABLE IF NOT EXISTS ${table} AS ${shardDatabase(sharding.database)}.${table}
ENGINE = ${wholeEngine(table, sharding, String(keyOf(published)))}`;
}

/** The sharding key of a table; undefined for one that only the first shard has. */
function keyOf(table: string): string | undefined {
  const published = PUBLISHED_TABLES.find(
    (name) => name === table || changeTable(name) === table,
  );
  return published && SHARDED_BY[published];
}

/** Which of how many shards a server is, as its database notes it. */
export const describeShard = (index: number, count: number): string =>
  `shard ${index + 1} of ${count}`;

/** What each shard notes of itself, and the notes of all as the first sees them. */
export const NOTES = { ofShard: "shard_note", ofAll: "shard_notes" } as const;

/** Makes the database of a shard, which notes which one it is. */
export const shardSql = (database: string, note: string): string[] => [
  `${createDatabaseSql(database, "")} COMMENT '${note}'`,
  `CREATE VIEW IF NOT EXISTS ${database}.${NOTES.ofShard} AS SELECT '${note}' AS note`,
];

/** Makes the table by which the first shard reads the notes of all. */
export const notesSql = (database: string, cluster: string): string =>
  `CREATE TABLE IF NOT EXISTS ${database}.${NOTES.ofAll} (note String)
ENGINE = Distributed('${cluster}', '${shardDatabase(database)}', '${NOTES.ofShard}')`;

/** All statements that make a database on two shards, for people to read. */
export function renderSharded(database: string, cluster: string): string[] {
  const statements = renderCreation(listMigrations(), "").flatMap(({ sql }) =>
    renderOnShards(sql, { database, cluster }),
  );
  const all = (where: ShardedStatement["on"]) =>
    statements.filter(({ on }) => on === where).map(({ sql }) => sql);
  const local = shardDatabase(database);
  return [
    ...shardSql(local, describeShard(0, 2)).map((sql, at) =>
      at === 0 ? `-- On each shard.\n${sql}` : sql,
    ),
    ...all("shards"),
    `-- On the first shard.\n${createDatabaseSql(database, "")}`,
    notesSql(database, cluster),
    ...all("first"),
  ];
}
