import { openStore, type StoreOptions } from "../../../runs/open-store.ts";
import { makeSpoolFolder } from "../../../runs/spool-folder.ts";
import type { Endpoint } from "../../../clickhouse/connection/endpoint.ts";
import type { Store } from "../../../clickhouse/connection/store.ts";
import {
  giveBackDatabase,
  NOBODY,
  takeDatabase,
} from "../../support/database/database-pool.ts";
import {
  withFaultProxy,
  type FaultProxy,
  type FaultProxyOptions,
} from "../../support/fault-proxy/fault-proxy.ts";
import { withFolder } from "../../support/command/folders.ts";
import { testEngine } from "../../support/test-engine.ts";

/** A database on a server, which is the test engine behind a proxy. */
export interface LentServer {
  readonly proxy: FaultProxy;
  /** As the user that may change the database. */
  readonly admin: Endpoint;
  readonly reader: Endpoint;
  /** The settings with which commands use it. */
  readonly settings: Readonly<Record<string, string>>;
  /** An empty folder. */
  readonly folder: string;
  readonly open: (changes?: Partial<StoreOptions>) => Promise<Store>;
}

/** Lends a server with an empty database, and closes what is opened on it. */
export function withServer<T>(
  work: (server: LentServer) => Promise<T>,
  options?: FaultProxyOptions,
): Promise<T> {
  return withFolder(async (folder) => {
    const engine = await testEngine();
    const database = await takeDatabase();
    try {
      return await withFaultProxy(
        engine.admin.url,
        (proxy) => lend(proxy, folder, database, work),
        options,
      );
    } finally {
      await giveBackDatabase(database);
    }
  });
}

async function lend<T>(
  proxy: FaultProxy,
  folder: string,
  database: string,
  work: (server: LentServer) => Promise<T>,
): Promise<T> {
  const engine = await testEngine();
  const endpoint = ({ user, password }: Endpoint): Endpoint => {
    return { url: proxy.url, database, user, password };
  };
  const admin = endpoint(engine.admin);
  const reader = endpoint(engine.reader);
  const dataDir = `${folder}/client`;
  const stores: Store[] = [];
  try {
    return await work({
      ...{ proxy, admin, reader, folder },
      settings: {
        DATA_DIR: dataDir,
        CLICKHOUSE_URL: proxy.url,
        CLICKHOUSE_DATABASE: database,
        CLICKHOUSE_USER: admin.user,
        CLICKHOUSE_PASSWORD: admin.password,
        API_CLICKHOUSE_USER: reader.user,
        API_CLICKHOUSE_PASSWORD: reader.password,
      },
      async open(changes) {
        const store = openStore({
          endpoint: admin,
          dataDir,
          spoolFolder: makeSpoolFolder(dataDir),
          contender: NOBODY,
          ...changes,
        });
        stores.push(store);
        await store.createDatabase();
        return store;
      },
    });
  } finally {
    proxy.heal();
    await proxy.up();
    await Promise.all(stores.map((store) => store.close()));
  }
}
