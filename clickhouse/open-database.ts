import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Config } from "../common/config.ts";
import { createDeferred } from "../common/deferred.ts";
import { TouchlineError } from "../common/errors.ts";
import { explainDisk, explainingDisk } from "../common/explain-disk.ts";
import type { Endpoint } from "./endpoint.ts";
import { tablesIn } from "./engine/data-directory.ts";
import { readNote } from "./engine/engine-note.ts";
import { findEngine, useEngine } from "./engine/use-engine.ts";
import { readLedger } from "./ledger.ts";
import { describeLoss, findLoss } from "./loss.ts";
import { migrate } from "./migrate.ts";
import { recover } from "./publish.ts";
import { canReadFilesIn } from "./read-blocks.ts";
import {
  databaseExists,
  makeSpoolFolder,
  openServer,
  openServerReader,
  type Reader,
} from "./server.ts";
import type { OpeningStore, Store } from "./store.ts";
import { NOTHING_YET, type Contender } from "./writer-lease.ts";

/** The ClickHouse of the settings: an engine of our own, or a server. */
export interface Place {
  /** As the user who changes the database. */
  readonly admin: Endpoint;
  /** As the user who reads it. */
  readonly reader: Endpoint;
  /** Whether it reads block files where they lie. */
  readonly readsFiles: boolean;
  /** Settles when the engine has ended; a server is none of ours. */
  readonly lost: Promise<void>;
  /** The engine may stop, once nobody else uses it. */
  release(): void;
}

/** What a command does with a database that does not exist. */
export type WhenMissing = "create" | "fail";

/** Whether the settings name a server; else the database is embedded. */
export const usesServer = (config: Config): boolean =>
  config.CLICKHOUSE_URL !== "";

/**
 * Finds or starts the ClickHouse of the settings.
 * Throws database_unavailable where there is none, or no database in it and
 * none is to be created.
 */
export async function openPlace(
  config: Config,
  whenMissing: WhenMissing,
): Promise<Place> {
  if (usesServer(config)) return placeOnServer(config, whenMissing);
  if (whenMissing === "fail") checkEmbedded(config);
  const home = resolve(config.DATA_DIR);
  const engine = await explainingDisk(home, () => useEngine(config));
  return { ...engine, readsFiles: canReadFilesIn(home) };
}

/** Throws database_unavailable where the data directory has no database. */
function checkEmbedded({ DATA_DIR, CLICKHOUSE_DATABASE: name }: Config): void {
  const home = resolve(DATA_DIR);
  if (existsSync(join(tablesIn(home), "metadata", `${name}.sql`))) return;
  throw new TouchlineError(
    "database_unavailable",
    `there is no database ${name} in ${home}: npx touchline ingest FILE creates one, or set DATA_DIR to the folder of another${describeDemo()}`,
  );
}

async function placeOnServer(
  config: Config,
  whenMissing: WhenMissing,
): Promise<Place> {
  const place = serverPlace(config);
  if (whenMissing === "fail" && !(await databaseExists(place.admin)))
    throw new TouchlineError(
      "database_unavailable",
      `ClickHouse at ${config.CLICKHOUSE_URL} has no database ${config.CLICKHOUSE_DATABASE}: npx touchline ingest FILE creates it, or set CLICKHOUSE_DATABASE to another`,
    );
  return place;
}

/** The server of the settings, whether it is up or not. */
export function serverPlace(config: Config): Place {
  const { CLICKHOUSE_URL: url, CLICKHOUSE_DATABASE: database } = config;
  const admin = {
    ...{ url, database },
    user: config.CLICKHOUSE_USER,
    password: config.CLICKHOUSE_PASSWORD,
  };
  return {
    admin,
    reader:
      config.API_CLICKHOUSE_USER === ""
        ? admin
        : {
            ...{ url, database },
            user: config.API_CLICKHOUSE_USER,
            password: config.API_CLICKHOUSE_PASSWORD,
          },
    readsFiles: false,
    lost: new Promise(() => undefined),
    release: () => undefined,
  };
}

/** Where a running demo has its database, for one who looks for it. */
function describeDemo(): string {
  const homes = readdirSync(tmpdir())
    .filter((name) => name.startsWith("touchline-demo-"))
    .map((name) => join(tmpdir(), name))
    .filter((home) => readNote(home) !== undefined);
  return homes.length === 0
    ? ""
    : ` (a demo that is running has DATA_DIR=${homes.join(" or ")})`;
}

/** Stops the engine on a data directory, if one runs and nobody uses it. */
export async function stopEngine(config: Config): Promise<void> {
  const engine = await findEngine(config);
  await engine?.stop();
}

/** A database that a command is about to change. */
export interface Change extends OpeningStore {
  /** Ends it: others may change the database. */
  end(): Promise<void>;
}

/**
 * Begins to open the database of the settings for a command that changes it:
 * with the schema up to date, and with the right to change it, for which the
 * command may have to wait. What needs no database yet can be done meanwhile.
 */
export function beginChange(
  config: Config,
  contender: Contender,
  whenMissing: WhenMissing,
): Change {
  const dataDir = resolve(config.DATA_DIR);
  if (!usesServer(config) && whenMissing === "fail") checkEmbedded(config);
  const spoolFolder = explainingHere(dataDir, () => makeSpoolFolder(dataDir));
  const ended = createDeferred<void>();
  const opened = createDeferred<Store>();
  opened.promise.catch(() => undefined);
  const holding = explainingDisk(dataDir, async () => {
    const place = await openPlace(config, whenMissing);
    try {
      await withStore(config, place, contender, spoolFolder, (store) =>
        store.asWriter(async () => {
          opened.resolve(store);
          await ended.promise;
        }),
      );
    } finally {
      place.release();
    }
  }).catch((error: unknown) => opened.reject(error));
  return {
    dataDir,
    spoolFolder,
    opened: opened.promise,
    async end() {
      ended.resolve();
      await holding;
    },
  };
}

/** Lends the store of a place, with the schema up to date. */
export async function withStore<T>(
  config: Config,
  { admin, readsFiles }: Place,
  contender: Contender,
  spoolFolder: string,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const store = await openServer({
    endpoint: admin,
    dataDir: config.DATA_DIR,
    spoolFolder,
    contender,
    cluster: usesServer(config) ? config.CLICKHOUSE_CLUSTER : "",
    readsFiles,
  });
  try {
    await migrate(store);
    return await work(store);
  } finally {
    await store.close();
  }
}

/**
 * Brings the database of a place into a state that can be read: creates its
 * tables, updates its schema, completes a run that was left half published.
 */
export async function makeReadable(
  config: Config,
  place: Place,
): Promise<void> {
  await maintain(config, place, complete);
}

/** What the database of a place has lost, in one line; undefined if nothing. */
export async function lossIn(
  config: Config,
  place: Place,
): Promise<string | undefined> {
  return maintain(config, place, async (store) =>
    describeLoss(await findLoss(store)),
  );
}

function maintain<T>(
  config: Config,
  place: Place,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const dataDir = resolve(config.DATA_DIR);
  return explainingDisk(dataDir, () =>
    withStore(config, place, MAINTENANCE, makeSpoolFolder(dataDir), work),
  );
}

/** What looks after the database for others, and waits for nobody. */
const MAINTENANCE: Contender = {
  operation: "recover",
  title: "completing a run that was interrupted",
  waitSeconds: 0,
  signal: new AbortController().signal,
  waiting: () => undefined,
  progress: () => ({ ...NOTHING_YET, step: "completing a run" }),
};

/** Completes a run that its process has left, if there is one. */
async function complete(store: Store): Promise<void> {
  const { interrupted } = await readLedger(store);
  if (!interrupted) return;
  try {
    await store.asWriter(() => recover(store));
  } catch (error) {
    // It is being published, or another process completes it.
    const busy = error instanceof TouchlineError && error.kind === "busy";
    if (!busy) throw error;
  }
}

/** Lends the ClickHouse of the settings, in which the database must exist. */
export async function withPlace<T>(
  config: Config,
  work: (place: Place) => Promise<T>,
): Promise<T> {
  const place = await openPlace(config, "fail");
  try {
    return await work(place);
  } finally {
    place.release();
  }
}

/** Lends the database of the settings, which must exist, for reading. */
export async function withReader<T>(
  config: Config,
  work: (reader: Reader, place: Place) => Promise<T>,
): Promise<T> {
  return withPlace(config, async (place) => {
    await makeReadable(config, place);
    const reader = openServerReader(place.reader);
    try {
      return await work(reader, place);
    } finally {
      await reader.close();
    }
  });
}

function explainingHere<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw explainDisk(error, folder);
  }
}
