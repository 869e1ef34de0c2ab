import { resolve } from "node:path";
import type { Config } from "../common/config.ts";
import { explainDisk } from "../common/explain-disk.ts";
import { beginEmbedded } from "./embedded.ts";
import type { Endpoint } from "./endpoint.ts";
import { migrate } from "./migrate.ts";
import { recover } from "./publish.ts";
import { openServer, openServerReader } from "./server.ts";
import type { OpeningStore, ReadStore, Store } from "./store.ts";
import type { Contender } from "./writer-lease.ts";

/** Is told, as a sentence, what opening a database has come to. */
export type SayStep = (step: string) => void;

/**
 * Opens the database that the settings name, with the schema up to date and
 * no run half published.
 */
export async function openStore(config: Config, say?: SayStep): Promise<Store> {
  return beginStore(config, say).opened;
}

/** Begins to do so; what needs no database yet can be done meanwhile. */
export function beginStore(
  config: Config,
  say: SayStep = () => undefined,
): OpeningStore {
  const explain = (error: unknown): unknown =>
    explainDisk(error, resolve(config.DATA_DIR));
  try {
    const { DATA_DIR, CLICKHOUSE_DATABASE } = config;
    const { opened, ...rest } = beginEmbedded(DATA_DIR, CLICKHOUSE_DATABASE);
    const ready = opened
      .then((store) => makeReady(store, say))
      .catch((error: unknown) => {
        throw explain(error);
      });
    ready.catch(() => undefined);
    return { ...rest, opened: ready };
  } catch (error) {
    throw explain(error);
  }
}

async function makeReady(store: Store, say: SayStep): Promise<Store> {
  try {
    say("the schema of the database is being brought up to date");
    await migrate(store);
    say("what a run may have left half published is being completed");
    await recover(store);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Whether the settings name a server; else the database is embedded. */
export const usesServer = (config: Config): boolean =>
  config.CLICKHOUSE_URL !== "";

/**
 * Opens the database on the server that the settings name, with the schema
 * up to date. A run that is half published may be another process's: who has
 * the right to change the database looks to it.
 */
export async function openServerStore(
  config: Config,
  contender: Contender,
): Promise<Store> {
  const endpoint: Endpoint = {
    ...placeOf(config),
    user: config.CLICKHOUSE_USER,
    password: config.CLICKHOUSE_PASSWORD,
  };
  const { DATA_DIR: dataDir } = config;
  const { CLICKHOUSE_CLUSTER: cluster } = config;
  const store = await openServer({ endpoint, dataDir, contender, cluster });
  try {
    await migrate(store);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** What the API reads on a server, as the user who may do nothing else. */
export function openServerReadStore(
  config: Config,
): ReadStore & { close(): Promise<void> } {
  const separate = config.API_CLICKHOUSE_USER !== "";
  return openServerReader({
    ...placeOf(config),
    user: separate ? config.API_CLICKHOUSE_USER : config.CLICKHOUSE_USER,
    password: separate
      ? config.API_CLICKHOUSE_PASSWORD
      : config.CLICKHOUSE_PASSWORD,
  });
}

function placeOf({ CLICKHOUSE_URL, CLICKHOUSE_DATABASE }: Config) {
  return { url: CLICKHOUSE_URL, database: CLICKHOUSE_DATABASE };
}
