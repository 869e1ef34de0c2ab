import { resolve } from "node:path";
import type { OpeningStore, Store } from "../clickhouse/connection/store.ts";
import {
  checkEmbedded,
  openPlace,
  usesServer,
  type Place,
  type WhenMissing,
} from "../clickhouse/place.ts";
import { sessionGapOf, type Config } from "../common/settings/config.ts";
import { explainDisk, explainingDisk } from "../common/explain-files.ts";
import type { Contender } from "./lease.ts";
import { migrate } from "./migrate.ts";
import { openStore } from "./open-store.ts";
import { checkSessionGap } from "./session-gap.ts";
import { makeSpoolFolder } from "./spool-folder.ts";

/** A database that a command is about to change. */
export interface Change extends OpeningStore {
  /** Ends it: others may change the database. */
  end(): Promise<void>;
}

/**
 * Begins to open the database of the settings for a command that changes it:
 * with the schema up to date, and with the right to change it, for which the
 * command may have to wait. Work that needs no database can be done meanwhile.
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
  const store = openStore({
    endpoint: admin,
    dataDir: config.DATA_DIR,
    spoolFolder,
    contender,
    cluster:
      usesServer(config) && !admin.shards ? config.CLICKHOUSE_CLUSTER : "",
    readsFiles,
  });
  try {
    const sessionGap = sessionGapOf(config);
    await migrate(store, { report: contender.waiting, sessionGap });
    await checkSessionGap(store, sessionGap);
    return await work(store);
  } finally {
    await store.close();
  }
}

function explainingHere<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw explainDisk(error, folder);
  }
}

/** Promise.withResolvers, which Node.js has from version 22 on. */
function createDeferred<T>() {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
