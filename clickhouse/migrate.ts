import { TouchlineError } from "../common/errors.ts";
import {
  listMigrations,
  renderForCluster,
  renderMigration,
} from "./render-migration.ts";
import type { Store } from "./store.ts";

/**
 * Brings the database to this version's schema: applies, in order, each
 * migration that it has not seen. One file is one statement, and each says
 * IF NOT EXISTS, so a crash between a statement and its record is harmless.
 * Throws database_unavailable when the database is newer than this version.
 * @param cluster the cluster on which the database is; "" for one server.
 */
export async function migrate(store: Store, cluster = ""): Promise<void> {
  const known = listMigrations();
  await store.command({
    name: "migrations-table",
    sql: renderForCluster(
      `CREATE TABLE IF NOT EXISTS migrations (number UInt32, file String, applied_at DateTime('UTC') DEFAULT now()) ENGINE = {replicated}MergeTree ORDER BY number`,
      cluster,
    ),
    repeatable: true,
  });
  const applied = await store.rows<{ number: number }>({
    name: "applied-migrations",
    sql: "SELECT DISTINCT number FROM migrations",
  });
  const done = new Set(applied.map(({ number }) => number));
  const newest = Math.max(0, ...done);
  if (newest > known.length) {
    throw new TouchlineError(
      "database_unavailable",
      `the database has schema version ${newest}, and this Touchline knows versions up to ${known.length}: use the newer Touchline that made it`,
    );
  }
  const missing = known.filter(({ number }) => !done.has(number));
  for (const migration of missing) {
    const { file: name } = migration;
    const sql = renderMigration(migration, cluster);
    await store.command({ name, sql, repeatable: true });
  }
  if (missing.length > 0) {
    const rows = missing.map(({ number, file }) => `(${number}, '${file}')`);
    await store.command({
      name: "record-migrations",
      sql: `INSERT INTO migrations (number, file) VALUES ${rows.join(", ")}`,
      repeatable: true,
    });
  }
}
