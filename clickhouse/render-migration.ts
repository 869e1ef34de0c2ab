import { readdirSync } from "node:fs";
import { join } from "node:path";
import { packageRoot, readSql } from "../common/package-root.ts";

const FOLDER = "clickhouse/migrations";

/** A file of the schema's history: one statement. */
export interface Migration {
  readonly number: number;
  readonly file: string;
}

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
