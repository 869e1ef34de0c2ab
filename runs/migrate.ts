import { TouchlineError } from "../common/errors.ts";
import { fillTable } from "./derived/fill-table.ts";
import { engineCode } from "../clickhouse/connection/connection.ts";
import { recover } from "./publish/publish.ts";
import {
  filledTable,
  listMigrations,
  renamedTables,
  renderCreation,
  renderForCluster,
  renderMigration,
  tableNames,
  type Migration,
} from "../clickhouse/schema/render-migration.ts";
import { renderOnShards } from "../clickhouse/schema/render-sharded.ts";
import { plainName, PUBLISHED_TABLES } from "../clickhouse/schema/tables.ts";
import type { ReadStore, Store } from "../clickhouse/connection/store.ts";
import {
  refuseOtherOrder,
  checkShardCount,
  checkShards,
  SHARDS_NOTE,
} from "./check-shards.ts";

/** The number of the newest migration: the schema of this version. */
export const newestSchema = (): number => listMigrations().length;

export interface MigrateOptions {
  /** The last migration that is applied; the newest by default. */
  readonly upTo?: number;
  /** Receives a phrase about what takes long. */
  readonly report?: (text: string) => void;
  /** The session gap if the database is created, in seconds. */
  readonly sessionGap?: number | undefined;
}

/**
 * Brings the database to this version's schema: applies, in order, each
 * migration that it has not seen. One file is one statement that may run
 * twice, so a crash between a statement and its record is harmless. A run that
 * an older version left half published is completed first, in the tables for
 * which it was prepared.
 * Tables that an older version did not have are filled last, each from those
 * that it is computed from. Nobody reads a database of an older schema, so a
 * table whose filling was cut off is filled anew.
 * Throws database_unavailable when the database is newer than this version,
 * and busy if another command changes it while it has to be migrated.
 */
export async function migrate(
  store: Store,
  options: MigrateOptions = {},
): Promise<void> {
  const { upTo = newestSchema(), report = () => undefined } = options;
  const done = await beginMigrations(store);
  if (store.sharding) await checkShards(store);
  refuseNewer(done);
  const missing = missingFrom(done, upTo);
  if (missing.length === 0) return;
  if (done.size === 0 && !(await hasTables(store, renamedTables())))
    return create(store, missing, options.sessionGap);
  await store.asWriter(async () => {
    const now = await appliedTo(store);
    const names = tableNames(Math.max(0, ...now));
    // The ledger is elsewhere while migrations that were cut off rename
    // tables; they began with a recovery.
    if (await hasTables(store, [names.ledger])) await recover(store, names);
    const missing = missingFrom(now, upTo);
    const fills = missing.filter((migration) => filledTable(migration));
    await apply(
      store,
      missing.filter((migration) => !fills.includes(migration)),
    );
    const last = lastOfEach(fills);
    await fill(store, last, report);
    await record(
      store,
      fills.filter((migration) => !last.includes(migration)),
    );
  });
}

/** Creates what does not exist of the database and its list of migrations. */
async function beginMigrations(store: Store): Promise<Set<number>> {
  const read = () => appliedTo(store);
  if (store.cluster !== "") await store.createDatabase();
  try {
    return await read();
  } catch (error) {
    if (!DOES_NOT_EXIST.has(engineCode(error) ?? "")) throw error;
  }
  if (store.sharding) await refuseOtherOrder(store);
  await store.createDatabase();
  if (store.sharding) {
    await checkShards(store);
    // A database of one server whose creation was cut off has such tables.
    if (await hasTables(store, PUBLISHED_TABLES))
      checkShardCount(1, store.shards.length);
  }
  await store.command({
    name: "migrations-table",
    sql: renderForCluster(
      `CREATE TABLE IF NOT EXISTS migrations (number UInt32, file String, applied_at DateTime('UTC') DEFAULT now()) ENGINE = {replicated}MergeTree ORDER BY number`,
      store.cluster,
    ),
    repeatable: true,
  });
  if (store.sharding) await noteShards(store);
  return read();
}

const appliedTo = (store: Store): Promise<Set<number>> =>
  appliedMigrations((statement) => store.rows(statement), store.shards.length);

/** ClickHouse's codes for unknown tables and databases. */
const DOES_NOT_EXIST = new Set(["60", "81"]);

/** Whether one of these names is that of a table that holds rows. */
async function hasTables(
  store: Store,
  names: readonly string[],
): Promise<boolean> {
  const [found] = await store.rows<{ tables: number }>({
    name: "has-tables",
    sql: `SELECT count() AS tables FROM system.tables
      WHERE database = currentDatabase() AND name IN {names:Array(String)} AND engine NOT IN ('View', 'Distributed')`,
    parameters: { names },
  });
  return Number(found?.tables) > 0;
}

/**
 * Makes the tables of an empty database anew, as an older version did. Cut
 * off on the way, it is a database without migrations, which get applied.
 */
export async function remakeSchema(
  store: Store,
  options: Pick<MigrateOptions, "upTo" | "sessionGap">,
): Promise<void> {
  const { sharding, shards } = store;
  for (const on of sharding ? [store, ...shards] : [store]) {
    const tables = await on.rows<{ name: string }>({
      name: "tables",
      sql: `SELECT name FROM system.tables
        WHERE database = currentDatabase() AND position(name, 'writer_lock') = 0 AND NOT startsWith(name, 'shard_note')
        ORDER BY name != 'migrations', engine != 'MaterializedView'`,
    });
    for (const { name } of tables)
      await on.command({
        name: "drop-table",
        sql: `DROP TABLE IF EXISTS ${name} SYNC`,
        repeatable: true,
      });
  }
  await migrate(store, options);
}

/**
 * Throws database_unavailable unless the database has the schema of this
 * version: for readers, which may not migrate it.
 */
export async function checkSchema(
  query: ReadStore["query"],
  shards: number,
): Promise<void> {
  const done = await appliedMigrations(query, shards);
  refuseNewer(done);
  if (missingFrom(done, newestSchema()).length > 0)
    throw new TouchlineError(
      "database_unavailable",
      `the database has schema version ${Math.max(0, ...done)}, and this Touchline reads version ${newestSchema()}: npx touchline runs brings it up to date`,
    );
}

/**
 * Throws database_unavailable if the database has another number of shards.
 * @param shards how many servers the settings name.
 */
async function appliedMigrations(
  query: ReadStore["query"],
  shards: number,
): Promise<Set<number>> {
  const applied = await query<{ number: number; file: string }>({
    name: "applied-migrations",
    sql: "SELECT DISTINCT number, file FROM migrations",
  });
  const note = applied.find(({ number }) => number === SHARDS_NOTE);
  checkShardCount(note ? Number.parseInt(note.file) : 1, shards);
  return new Set(
    applied
      .map(({ number }) => number)
      .filter((number) => number !== SHARDS_NOTE),
  );
}

/** Notes the number of shards beside the migrations, where it is always read. */
async function noteShards(store: Store): Promise<void> {
  await store.command({
    name: "note-shards",
    sql: `INSERT INTO migrations (number, file) VALUES (${SHARDS_NOTE}, '${store.shards.length} shards')`,
    repeatable: true,
  });
}

function refuseNewer(done: ReadonlySet<number>): void {
  const newest = Math.max(0, ...done);
  if (newest > newestSchema())
    throw new TouchlineError(
      "database_unavailable",
      `the database has schema version ${newest}, and this Touchline knows versions up to ${newestSchema()}: use the newer Touchline that made it`,
    );
}

const missingFrom = (done: ReadonlySet<number>, upTo: number): Migration[] =>
  listMigrations().filter(({ number }) => number <= upTo && !done.has(number));

/**
 * Applies migrations one after another. What one did may stand in the way of
 * those before it, so each is recorded at once.
 */
async function apply(store: Store, missing: Migration[]): Promise<void> {
  for (const migration of missing) {
    const sql = renderMigration(migration, store.cluster);
    await applyOne(store, migration, sql);
    await record(store, [migration]);
  }
}

/** Where several migrations fill one table, the last of them. */
const lastOfEach = (fills: readonly Migration[]): Migration[] => [
  ...new Map(fills.map((one) => [filledTable(one), one])).values(),
];

/** Empties the table of each migration, and fills it. */
async function fill(
  store: Store,
  fills: readonly Migration[],
  report: (text: string) => void,
): Promise<void> {
  for (const [at, migration] of fills.entries()) {
    const table = filledTable(migration);
    if (table === undefined) continue;
    report(
      `updating the database to this version: filling ${plainName(table)}, ${at + 1} of ${fills.length}`,
    );
    await applyOne(store, migration, renderMigration(migration, store.cluster));
    await fillTable(store, table);
    await record(store, [migration]);
  }
}

/**
 * Creates the tables of an empty database, some at a time: a third of the
 * time that it takes to create them one after another.
 */
async function create(
  store: Store,
  missing: Migration[],
  sessionGap: number | undefined,
): Promise<void> {
  const creations = renderCreation(missing, store.cluster, sessionGap);
  for (const wave of WAVES) {
    const next = creations.filter(({ sql }) => waveOf(sql) === wave).values();
    const lane = async () => {
      for (const { migration, sql } of next)
        await applyOne(store, migration, sql);
    };
    // What changes a table that is there keeps its order.
    const lanes = wave === "change" ? 1 : LANES;
    await Promise.all(Array.from({ length: lanes }, lane));
  }
  await record(store, missing);
}

const LANES = 4;

/** Statements of a wave need nothing but those of the waves before it. */
const WAVES = ["table", "table like another", "change", "view"] as const;

function waveOf(sql: string): (typeof WAVES)[number] {
  if (/^CREATE (MATERIALIZED )?VIEW/m.test(sql)) return "view";
  if (!/^CREATE TABLE/m.test(sql)) return "change";
  return /^CREATE TABLE IF NOT EXISTS \w+ AS \w+/m.test(sql)
    ? "table like another"
    : "table";
}

async function applyOne(
  store: Store,
  { file }: Migration,
  sql: string,
): Promise<void> {
  const { sharding, shards } = store;
  if (!sharding) return store.command({ name: file, sql, repeatable: true });
  for (const statement of renderOnShards(sql, sharding))
    await Promise.all(
      (statement.on === "first" ? [store] : shards).map((on) =>
        on.command({ name: file, sql: statement.sql, repeatable: true }),
      ),
    );
}

async function record(store: Store, applied: Migration[]): Promise<void> {
  if (applied.length === 0) return;
  const rows = applied.map(({ number, file }) => `(${number}, '${file}')`);
  await store.command({
    name: "record-migrations",
    sql: `INSERT INTO migrations (number, file) VALUES ${rows.join(", ")}`,
    repeatable: true,
  });
}
