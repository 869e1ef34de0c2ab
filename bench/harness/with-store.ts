import { beginChange } from "../../runs/begin-change.ts";
import { stopEngine } from "../../clickhouse/place.ts";
import type { Store } from "../../clickhouse/connection/store.ts";
import type { Contender } from "../../runs/lease.ts";
import { NO_PROGRESS } from "../../runs/run-progress.ts";
import { readConfig, type Config } from "../../common/settings/config.ts";

/** A benchmark that changes a database that no other process uses. */
export const ALONE: Contender = {
  operation: "bench",
  title: "bench",
  waitSeconds: 0,
  signal: new AbortController().signal,
  waiting: () => undefined,
  progress: () => NO_PROGRESS,
};

/** The settings of an embedded database, whatever the environment has. */
export const embeddedIn = (dataDir: string): Config =>
  readConfig({ DATA_DIR: dataDir });

/** Lends the database of a data directory; its engine is stopped afterwards. */
export async function withStore<T>(
  dataDir: string,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const config = embeddedIn(dataDir);
  const database = beginChange(config, ALONE, "create");
  try {
    return await work(await database.opened);
  } finally {
    await database.end();
    await stopEngine(config);
  }
}
