import { randomBytes } from "node:crypto";
import { openStore, type StoreOptions } from "../../../runs/open-store.ts";
import { makeSpoolFolder } from "../../../runs/spool-folder.ts";
import { shardDatabase } from "../../../clickhouse/connection/endpoint.ts";
import { migrate, newestSchema } from "../../../runs/migrate.ts";
import type { Store } from "../../../clickhouse/connection/store.ts";
import type { Contender } from "../../../runs/lease.ts";
import { NO_PROGRESS } from "../../../runs/run-progress.ts";
import { databasesOf, emptyDatabase } from "./database-state.ts";
import { asServer, testEngine } from "../test-engine.ts";

/** A command that nothing waits for. */
export const NOBODY: Contender = {
  operation: "test",
  title: "a test",
  waitSeconds: 0,
  signal: new AbortController().signal,
  waiting: () => undefined,
  progress: () => NO_PROGRESS,
};

/** Databases that tests have returned, with this version's schema. */
const idle: string[] = [];

/** The engine takes 1 % of a core to look after the tables of one. */
const MOST_IDLE = 3;

/** A name that no other database has. */
export const newDatabaseName = (): string =>
  `t_${randomBytes(6).toString("hex")}`;

/** Opens a store on a database of the test engine, as a command would. */
export async function openTestStore(
  database: string,
  changes: Partial<StoreOptions> = {},
): Promise<Store> {
  const { admin, home } = await testEngine();
  const store = openStore({
    endpoint: { ...admin, database },
    dataDir: home,
    spoolFolder: makeSpoolFolder(home),
    contender: NOBODY,
    readsFiles: !asServer,
    ...changes,
  });
  await store.createDatabase();
  return store;
}

/**
 * Takes an empty database of the test engine, with this version's schema:
 * emptying one takes 40 ms, creating one 110.
 */
export async function takeDatabase(): Promise<string> {
  const known = idle.pop();
  if (known !== undefined) return known;
  const name = newDatabaseName();
  const store = await openTestStore(name);
  try {
    await migrate(store);
    return name;
  } finally {
    await store.close();
  }
}

/** Takes a database back, in any state. */
export async function giveBackDatabase(name: string): Promise<void> {
  const store = await openTestStore(name);
  try {
    // A test may have stopped them, in all databases.
    for (const on of databasesOf(store))
      await on.command({ name: "merge", sql: "SYSTEM START MERGES" });
    if (idle.length < MOST_IDLE && (await emptyTables(store))) idle.push(name);
    else await dropDatabase(store, name);
  } finally {
    await store.close();
  }
}

/** Removes a database of the test engine. */
export async function dropDatabase(store: Store, name: string): Promise<void> {
  // Statements are sent in a database, which goes last.
  const names = store.sharding ? [name, shardDatabase(name)] : [name];
  for (const shard of store.shards)
    for (const database of names)
      await shard.command({
        name: "drop-database",
        sql: `DROP DATABASE IF EXISTS ${database} SYNC`,
      });
}

/** Empties all tables; false where they are not those of the schema. */
async function emptyTables(store: Store): Promise<boolean> {
  const tables = await store.rows<{ name: string }>({
    name: "tables",
    sql: "SELECT name FROM system.tables WHERE database = currentDatabase()",
  });
  const names = tables.map(({ name }) => name);
  if (!names.includes("migrations")) return false;
  const [applied] = await store.rows<{ count: number; newest: number }>({
    name: "migrations",
    sql: "SELECT uniqExactIf(number, number > 0) AS count, max(number) AS newest FROM migrations",
  });
  const isCurrent =
    applied?.count === newestSchema() && applied.newest === newestSchema();
  if (!isCurrent || names.length !== (await countTables())) return false;
  await emptyDatabase(store);
  return true;
}

let tableCount: Promise<number> | undefined;

/** How many tables and views the schema has. */
function countTables(): Promise<number> {
  tableCount ??= (async () => {
    const name = newDatabaseName();
    const store = await openTestStore(name);
    try {
      await migrate(store);
      const [row] = await store.rows<{ count: number }>({
        name: "count-tables",
        sql: "SELECT count() AS count FROM system.tables WHERE database = currentDatabase()",
      });
      idle.push(name);
      return row?.count ?? 0;
    } finally {
      await store.close();
    }
  })();
  return tableCount;
}
