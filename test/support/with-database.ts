import { openStore } from "../../clickhouse/open-store.ts";
import type { Store } from "../../clickhouse/store.ts";
import { readConfig } from "../../common/config.ts";
import { withFolder } from "./folders.ts";

/** Lends an empty database, with the schema of this version. */
export function withDatabase<T>(
  work: (store: Store) => Promise<T>,
): Promise<T> {
  return withFolder(async (folder) => {
    const store = await openStore(readConfig({ DATA_DIR: folder }));
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  });
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
