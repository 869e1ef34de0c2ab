import { readdirSync } from "node:fs";
import { join } from "node:path";
import { packageRoot, readSql } from "../../common/package-root.ts";
import {
  changeTable,
  LEDGER,
  plainName,
  PUBLISHED_TABLES,
  type PublishedTable,
  type TableNames,
} from "./tables.ts";

const FOLDER = "clickhouse/schema/migrations";

/** A file of the schema's history: one statement. */
export interface Migration {
  readonly number: number;
  readonly file: string;
}

/** A migration that gives a table another name. */
interface Rename {
  readonly number: number;
  readonly from: string;
  readonly to: string;
}

const RENAME = /^RENAME TABLE IF EXISTS (\w+) TO (\w+)$/m;

const CREATE_TABLE = /^CREATE TABLE IF NOT EXISTS (\w+)/m;

const CREATE = /^CREATE (?:TABLE|VIEW|MATERIALIZED VIEW) IF NOT EXISTS (\w+)/m;

const DROP = /^DROP TABLE IF EXISTS ([\w, ]+)$/m;

const FILL = /^TRUNCATE TABLE (\w+)$/m;

/** All migrations, in their order. */
export function listMigrations(): Migration[] {
  return readdirSync(join(packageRoot, FOLDER))
    .filter((file) => file.endsWith(".sql"))
    .sort()
    .map((file) => ({ number: Number(file.slice(0, 4)), file }));
}

/** The session gap unless another is set, in seconds. */
export const DEFAULT_SESSION_GAP = 60;

/**
 * The statement of a migration, for a cluster of this name or for none.
 * @param sessionGap that of a database without runs, in seconds.
 */
export function renderMigration(
  { file }: Migration,
  cluster: string,
  sessionGap = DEFAULT_SESSION_GAP,
): string {
  return renderForCluster(textOf(file), cluster).replaceAll(
    "{session_gap}",
    String(sessionGap),
  );
}

/** A migration and the statement that stands for it in a new database. */
export interface Creation {
  readonly migration: Migration;
  readonly sql: string;
}

/**
 * The statements that make an empty database: its tables have the names that
 * these migrations give them in the end, so none is renamed. Tables that a
 * migration drops are not created, and nothing is filled.
 */
export function renderCreation(
  migrations: readonly Migration[],
  cluster: string,
  sessionGap?: number,
): Creation[] {
  const renames = listRenames(migrations);
  const dropped = new Set(migrations.flatMap(listDropped));
  return migrations
    .filter(({ file }) => !/^(RENAME|DROP|TRUNCATE) TABLE/m.test(textOf(file)))
    .map((migration) => ({
      migration,
      sql: renames
        .filter(({ number }) => number > migration.number)
        .reduce(renameIn, renderMigration(migration, cluster, sessionGap)),
    }))
    .filter(({ sql }) => !dropped.has(CREATE.exec(sql)?.[1] ?? ""));
}

/** The published table that a migration fills anew, if it does that. */
export const filledTable = ({ file }: Migration): PublishedTable | undefined =>
  FILL.exec(textOf(file))?.[1] as PublishedTable | undefined;

/** Names the table anew where a statement creates, changes or reads it. */
const renameIn = (sql: string, { from, to }: Rename): string =>
  sql.replace(
    new RegExp(`\\b(ALTER TABLE|NOT EXISTS|FROM|AS) ${from}(?!\\S)`, "g"),
    `$1 ${to}`,
  );

/** The names that later migrations than these have given to tables. */
export const renamedTables = (): string[] =>
  listRenames(listMigrations()).map(({ from }) => from);

function listRenames(migrations: readonly Migration[]): Rename[] {
  return migrations.flatMap(({ number, file }) => {
    const [, from, to] = RENAME.exec(textOf(file)) ?? [];
    return from === undefined || to === undefined ? [] : [{ number, from, to }];
  });
}

const listDropped = ({ file }: Migration): string[] =>
  DROP.exec(textOf(file))?.[1]?.split(", ") ?? [];

/**
 * What the tables are called in the schema of this number. Published are those
 * that have a change table; tables that are gone today come last.
 */
export function tableNames(schema: number): TableNames {
  const tables = new Set<string>();
  let ledger = "";
  for (const migration of listMigrations()) {
    const sql = textOf(migration.file);
    const [, created] = CREATE_TABLE.exec(sql) ?? [];
    const [, from, to] = RENAME.exec(sql) ?? [];
    if (to === LEDGER)
      ledger = migration.number > schema ? String(from) : LEDGER;
    if (migration.number > schema) continue;
    if (created !== undefined) tables.add(created);
    if (from !== undefined && tables.delete(from)) tables.add(String(to));
    for (const dropped of listDropped(migration)) tables.delete(dropped);
  }
  const published = [...tables].filter((name) => tables.has(changeTable(name)));
  const todays = PUBLISHED_TABLES.flatMap((today) =>
    published.filter((name) => plainName(name) === plainName(today)),
  );
  return { ledger, published: [...new Set([...todays, ...published])] };
}

const textOf = (file: string): string => readSql(`${FOLDER}/${file}`);

/** Writes what stands for a cluster: {replicated} before names of engines. */
export function renderForCluster(sql: string, cluster: string): string {
  return sql.replaceAll("{replicated}", cluster && "Replicated");
}

/**
 * The statement that makes the database. On a cluster it is one whose tables
 * are made, renamed and exchanged on all nodes as one, and that is why no
 * other statement names the cluster.
 */
export function createDatabaseSql(database: string, cluster: string): string {
  const create = `CREATE DATABASE IF NOT EXISTS \`${database}\``;
  return cluster === ""
    ? create
    : `${create} ON CLUSTER '${cluster}' ENGINE = Replicated('/clickhouse/databases/${database}', '{shard}', '{replica}')`;
}
