import { resolve } from "node:path";
import type { Config } from "../common/config.ts";
import { explainFullDisk } from "../common/explain-full-disk.ts";
import { openEmbedded } from "./embedded.ts";
import { migrate } from "./migrate.ts";
import { recover } from "./publish.ts";
import type { Store } from "./store.ts";

/**
 * Opens the database that the settings name, with the schema up to date and
 * no run half published.
 */
export async function openStore(config: Config): Promise<Store> {
  try {
    return await open(config);
  } catch (error) {
    throw explainFullDisk(error, resolve(config.DATA_DIR));
  }
}

async function open(config: Config): Promise<Store> {
  const store = await openEmbedded(config.DATA_DIR, config.CLICKHOUSE_DATABASE);
  try {
    await migrate(store);
    await recover(store);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}
