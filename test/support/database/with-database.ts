import { mkdirSync } from "node:fs";
import { openStore } from "../../../runs/open-store.ts";
import { makeSpoolFolder } from "../../../runs/spool-folder.ts";
import {
  useEngine,
  type Engine,
} from "../../../clickhouse/engine/use-engine.ts";
import { migrate } from "../../../runs/migrate.ts";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { readConfig } from "../../../common/settings/config.ts";
import {
  giveBackDatabase,
  NOBODY,
  openTestStore,
  takeDatabase,
} from "./database-pool.ts";

/** Lends an empty database, with the schema of this version. */
export async function withDatabase<T>(
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const name = await takeDatabase();
  try {
    const store = await openTestStore(name);
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  } finally {
    await giveBackDatabase(name);
  }
}

/** Lends an engine of its own on a data directory; stops it afterwards. */
export async function withEngineOn<T>(
  dataDir: string,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  mkdirSync(dataDir, { recursive: true });
  const engine = await useEngine(readConfig({ DATA_DIR: dataDir }));
  try {
    return await work(engine);
  } finally {
    await engine.stop();
  }
}

/**
 * Lends the database of a data directory as it was left, with the schema of
 * this version: nothing is recovered. An engine of its own runs on it meanwhile.
 * @param open brings the schema up to date.
 */
export function withDatabaseIn<T>(
  dataDir: string,
  work: (store: Store) => Promise<T>,
  open: (store: Store) => Promise<void> = migrate,
): Promise<T> {
  return withEngineOn(dataDir, (engine) =>
    withStoreOn(engine, dataDir, work, open),
  );
}

/** Lends the database game of an engine as it was left. */
export async function withStoreOn<T>(
  { admin }: Engine,
  dataDir: string,
  work: (store: Store) => Promise<T>,
  open: (store: Store) => Promise<void> = migrate,
): Promise<T> {
  const store = openStore({
    endpoint: admin,
    dataDir,
    spoolFolder: makeSpoolFolder(dataDir),
    contender: NOBODY,
    readsFiles: true,
  });
  try {
    await open(store);
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Lends one database to all tests of the describe block around. */
export function lendDatabase(): { readonly store: Store } {
  let lent: Store | undefined;
  let name: string | undefined;
  before(async () => {
    name = await takeDatabase();
    lent = await openTestStore(name);
  });
  after(async () => {
    await lent?.close();
    if (name !== undefined) await giveBackDatabase(name);
  });
  return {
    get store() {
      if (!lent) throw new Error("the database is lent only while tests run");
      return lent;
    },
  };
}
