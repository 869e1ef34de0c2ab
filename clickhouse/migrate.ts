import { readdirSync } from "node:fs";
import { join } from "node:path";
import { TouchlineError } from "../common/errors.ts";
import { packageRoot, readSql } from "../common/package-root.ts";
import type { Store } from "./store.ts";

const FOLDER = "clickhouse/migrations";

interface Migration {
  readonly number: number;
  readonly file: string;
}

/**
 * Brings the database to this version's schema: applies, in order, each
 * migration that it has not seen. One file is one statement, and each says
 * IF NOT EXISTS, so a crash between a statement and its record is harmless.
 * Throws database_unavailable when the database is newer than this version.
 */
export async function migrate(store: Store): Promise<void> {
  const known = listMigrations();
  await store.command({
    name: "migrations-table",
    sql: `CREATE TABLE IF NOT EXISTS migrations (number UInt32, file String, applied_at DateTime('UTC') DEFAULT now()) ENGINE = MergeTree ORDER BY number`,
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
  for (const { file } of missing) {
    const sql = readSql(`${FOLDER}/${file}`);
    await store.command({ name: file, sql, repeatable: true });
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

function listMigrations(): Migration[] {
  return readdirSync(join(packageRoot, FOLDER))
    .filter((file) => file.endsWith(".sql"))
    .sort()
    .map((file) => ({ number: Number(file.slice(0, 4)), file }));
}
