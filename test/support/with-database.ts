import { beginEmbedded } from "../../clickhouse/embedded.ts";
import { migrate } from "../../clickhouse/migrate.ts";
import { openServerStore, usesServer } from "../../clickhouse/open-store.ts";
import { recover } from "../../clickhouse/publish.ts";
import type { Store } from "../../clickhouse/store.ts";
import { readConfig } from "../../common/config.ts";
import { withFolder } from "./folders.ts";
import { serving } from "./front/serving.ts";
import { NOBODY } from "./on-server.ts";

/** Lends an empty database, with the schema of this version. */
export function withDatabase<T>(
  work: (store: Store) => Promise<T>,
): Promise<T> {
  return withFolder((folder) =>
    withDatabaseIn(folder, async (store) => {
      await recover(store);
      return work(store);
    }),
  );
}

/** Lends the database in a folder as it was left: nothing is recovered. */
export function withDatabaseIn<T>(
  folder: string,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  return serving(folder, async (environment) => {
    const store = await openUnrecovered(folder, environment);
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  });
}

/** Opens the database of a folder, on the server if one is named. */
export async function openUnrecovered(
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<Store> {
  const config = readConfig({ ...environment, DATA_DIR: folder });
  if (usesServer(config)) return openServerStore(config, NOBODY);
  const { opened } = beginEmbedded(folder, config.CLICKHOUSE_DATABASE);
  const store = await opened;
  await migrate(store);
  return store;
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
