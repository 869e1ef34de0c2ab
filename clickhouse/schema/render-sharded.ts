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

const OF_USER = "cityHash64(user_id)";
const OF_MATCH = "cityHash64(match_id)";

/**
 * What decides the shard of a row. All that is asked by user lies on the
 * user's shard; a match is of two users, so it has a shard of its own, and
 * its views send each player's sums to the player's.
 */
const SHARDED_BY: Readonly<Record<PublishedTable, string>> = {
  event_ids: "event_id",
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

/** One ledger for all shards: it is on this one, the first. */
const FIRST_SHARD = "0";

/**
 * The statements that make a database on the shards of a cluster, from the
 * same migrations: each table keeps its name, as the whole of it, over a
 * table X_local that holds a shard's share.
 */
export function renderSharded(database: string, cluster: string): string[] {
  const statements = renderCreation(listMigrations(), cluster).flatMap(
    ({ sql }) => shardStatement(sql, cluster),
  );
  return [createDatabaseSql(database, cluster), ...statements];
}

const TABLE = /^CREATE TABLE IF NOT EXISTS (\w+)/m;

const CHANGE = /^ALTER TABLE \w+/m;

function shardStatement(sql: string, cluster: string): string[] {
  if (CHANGE.test(sql)) return [sql.replace(CHANGE, "$&_local"), sql];
  const [, table] = TABLE.exec(sql) ?? [];
  if (table === undefined) return [shardView(sql)];
  const local = sql
    .replace(TABLE, "$&_local")
    .replace(/ AS (\w+)\s*$/, " AS $1_local");
  const whole = `CREATE TABLE IF NOT EXISTS ${table} AS ${table}_local
ENGINE = Distributed('${cluster}', currentDatabase(), '${table}_local', ${keyOf(table)})`;
  return [local, whole];
}

/**
 * A materialized view sees a shard's share. What it makes of matches is of
 * users of any shard; all else stays where it is. Other views are of the whole.
 */
function shardView(sql: string): string {
  if (!/^CREATE MATERIALIZED VIEW/m.test(sql)) return sql;
  const local = sql.replace(/^FROM (\w+)/m, "FROM $1_local");
  return /^FROM change_matches_local$/m.test(local)
    ? local
    : local.replace(/ TO (\w+) AS$/m, " TO $1_local AS");
}

function keyOf(table: string): string {
  if (table === LEDGER) return FIRST_SHARD;
  const published = PUBLISHED_TABLES.find(
    (name) => name === table || changeTable(name) === table,
  );
  if (!published) throw new Error(`no sharding key for ${table}`);
  return SHARDED_BY[published];
}
