import { cpSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { shardDatabase } from "../../../clickhouse/connection/endpoint.ts";
import type { Store, Writer } from "../../../clickhouse/connection/store.ts";
import {
  giveBackDatabase,
  openTestStore,
  takeDatabase,
} from "../../support/database/database-pool.ts";
import { databasesOf } from "../../support/database/database-state.ts";
import { settingsFor } from "../../support/test-engine.ts";
import { listEngines } from "../child/list-engines.ts";
import type { Settings } from "../child/run-child.ts";

/** A database on which commands are killed. */
export interface Site {
  /** The settings with which commands use it. */
  readonly settings: Settings;
  readonly remove: () => Promise<void>;
}

/** Lends a site, and removes it. */
export async function withSite<T>(
  { settings, remove }: Site,
  work: (settings: Settings) => Promise<T>,
): Promise<T> {
  try {
    return await work(settings);
  } finally {
    await remove();
  }
}

/** A database of the test engine with the content of another one. */
export async function cloneDatabase(from: string): Promise<Site> {
  const name = await takeDatabase();
  await withTestStore(name, (store) => copyTables(store, from));
  return {
    settings: await settingsFor(name),
    async remove() {
      await withTestStore(name, dropLocks);
      await giveBackDatabase(name);
    },
  };
}

/** Lends a database of the test engine as it was left. */
export async function withTestStore<T>(
  name: string,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const store = await openTestStore(name);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Attaches the parts of another database: no view sees their rows again. */
export async function copyTables(store: Store, from: string): Promise<void> {
  const ofShards = store.sharding ? shardDatabase(from) : from;
  for (const on of databasesOf(store))
    await copyParts(on, on === store ? from : ofShards);
}

async function copyParts(store: Writer, from: string): Promise<void> {
  const tables = await store.rows<{ table: string }>({
    name: "tables-to-copy",
    sql: `SELECT DISTINCT table FROM system.parts
      WHERE database = {from:String} AND active AND rows > 0 AND table != 'migrations'`,
    parameters: { from },
  });
  await Promise.all(
    tables.map(({ table }) =>
      store.command({
        name: "copy-table",
        sql: `ALTER TABLE ${table} ATTACH PARTITION tuple() FROM ${from}.${table}`,
      }),
    ),
  );
}

/** Drops the locks of killed commands, so that the database is like new. */
async function dropLocks(store: Store): Promise<void> {
  const locks = await store.rows<{ name: string }>({
    name: "locks",
    sql: "SELECT name FROM system.tables WHERE database = currentDatabase() AND position(name, 'writer_lock') > 0",
  });
  for (const { name } of locks)
    await store.command({ name: "drop-lock", sql: `DROP TABLE ${name} SYNC` });
}

/** A copy of a data directory on which no engine runs. */
export function copyDirectory(from: string, to: string): Site {
  cpSync(from, to, { recursive: true });
  return { settings: { DATA_DIR: to }, remove: () => removeDirectory(to) };
}

/** Removes a data directory, and the engine that commands have left. */
export async function removeDirectory(home: string): Promise<void> {
  for (const pid of listEngines(home)) process.kill(pid, "SIGKILL");
  while (listEngines(home).length > 0) await sleep(5);
  rmSync(home, { recursive: true, force: true });
}
