import { openServerStore, openStore } from "../../clickhouse/open-store.ts";
import type { Store } from "../../clickhouse/store.ts";
import { readConfig } from "../../common/config.ts";
import { withFolder } from "./folders.ts";
import { withFront } from "./front/with-front.ts";
import { NOBODY, onServer } from "./on-server.ts";

/** Lends an empty database, with the schema of this version. */
export function withDatabase<T>(
  work: (store: Store) => Promise<T>,
): Promise<T> {
  return withFolder(async (folder) => {
    if (!onServer)
      return lend(await openStore(readConfig({ DATA_DIR: folder })), work);
    return withFront(folder, async ({ environment }) => {
      const config = readConfig({ ...environment, DATA_DIR: folder });
      return lend(await openServerStore(config, NOBODY), work);
    });
  });
}

async function lend<T>(
  store: Store,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Lends one database to all tests of the describe block around. */
export function lendDatabase(): { readonly store: Store } {
  let lent: Store | undefined;
  let giveBack = (): void => undefined;
  let ended: Promise<void>;
  before(async () => {
    await new Promise<void>((ready, failed) => {
      ended = withDatabase(async (store) => {
        lent = store;
        ready();
        await new Promise<void>((resolve) => (giveBack = resolve));
      });
      ended.catch(failed);
    });
  });
  after(async () => {
    giveBack();
    await ended;
  });
  return {
    get store() {
      if (!lent) throw new Error("the database is lent only while tests run");
      return lent;
    },
  };
}
