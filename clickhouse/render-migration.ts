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

/**
 * Writes what stands for a cluster: {on_cluster} after the name of what is
 * made, {replicated} before the name of an engine; nothing where there is no
 * cluster.
 */
export function renderForCluster(sql: string, cluster: string): string {
  return sql
    .replaceAll("{on_cluster}", cluster && ` ON CLUSTER '${cluster}'`)
    .replaceAll("{replicated}", cluster && "Replicated");
}
