import { readdirSync } from "node:fs";
import { join } from "node:path";
import { packageRoot, readSql } from "../../common/package-root.ts";
import { TABLE_NAMES, type TableNames } from "./tables.ts";

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

/** All migrations, in their order. */
export function listMigrations(): Migration[] {
  return readdirSync(join(packageRoot, FOLDER))
    .filter((file) => file.endsWith(".sql"))
    .sort()
    .map((file) => ({ number: Number(file.slice(0, 4)), file }));
}

/** The statement of a migration, for a cluster of this name or for none. */
export function renderMigration({ file }: Migration, cluster: string): string {
  return renderForCluster(readSql(`${FOLDER}/${file}`), cluster);
}

/** A migration and the statement that stands for it in a new database. */
export interface Creation {
  readonly migration: Migration;
  readonly sql: string;
}

/**
 * The statements that make an empty database: its tables have the names that
 * these migrations give them in the end, so none is renamed.
 */
export function renderCreation(
  migrations: readonly Migration[],
  cluster: string,
): Creation[] {
  const renames = listRenames(migrations);
  return migrations
    .filter(({ number }) => !renames.some((rename) => rename.number === number))
    .map((migration) => ({
      migration,
      sql: renames
        .filter(({ number }) => number > migration.number)
        .reduce(renameIn, renderMigration(migration, cluster)),
    }));
}

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
    const [, from, to] = RENAME.exec(readSql(`${FOLDER}/${file}`)) ?? [];
    return from === undefined || to === undefined ? [] : [{ number, from, to }];
  });
}

/** What the tables are called in the schema of this number. */
export function tableNames(schema: number): TableNames {
  const later = listRenames(listMigrations())
    .filter(({ number }) => number > schema)
    .reverse();
  const nameOf = (table: string) =>
    later.reduce((name, { from, to }) => (name === to ? from : name), table);
  return {
    ledger: nameOf(TABLE_NAMES.ledger),
    published: TABLE_NAMES.published.map(nameOf),
  };
}

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
