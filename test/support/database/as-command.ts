import { beginChange } from "../../../runs/begin-change.ts";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { readConfig } from "../../../common/settings/config.ts";
import { NOBODY } from "./database-pool.ts";

/**
 * Lends the database of these settings as to a command: created if it
 * does not exist, migrated, and locked against other changes.
 */
export async function asCommand<T>(
  settings: NodeJS.ProcessEnv,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const database = beginChange(readConfig(settings), NOBODY, "create");
  try {
    return await work(await database.opened);
  } finally {
    await database.end();
  }
}
