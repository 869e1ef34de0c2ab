import { join } from "node:path";
import { backUp, type BackUpOptions } from "../../../upkeep/backup/back-up.ts";
import { restore, type Restored } from "../../../upkeep/backup/restore.ts";
import type { Manifest } from "../../../upkeep/backup/manifest.ts";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { runIngest } from "../../../ingest/run.ts";
import {
  dumpTables,
  type TableDump,
} from "../../crash/laboratory/dump-tables.ts";
import { writeHistory, type History } from "../../crash/laboratory/history.ts";
import { ingest } from "../../crash/laboratory/laboratory.ts";
import { withTestStore } from "../../crash/laboratory/site.ts";
import { requestFor, SILENT } from "../../support/command/ingest-lines.ts";
import { takeDatabase } from "../../support/database/database-pool.ts";

const { signal } = new AbortController();

/** A backup, and the later state of its database. */
export interface Begun {
  readonly history: History;
  /** The database, of the test engine. */
  readonly original: string;
  /** The folder of the backup. */
  readonly backup: string;
  /** The tables when it was taken. */
  readonly then: TableDump;
  /** The tables one file later. */
  readonly later: TableDump;
}

/**
 * Backs up a database of two runs, of which the second was not reported,
 * and continues in the first database.
 */
export async function begin(folder: string): Promise<Begun> {
  const history = writeHistory(folder, 3);
  const [first, second, third] = history.files;
  const backup = join(folder, "backup");
  const original = await takeDatabase();
  return withTestStore(original, async (store) => {
    await ingest(store, folder, first);
    await runIngest(store, requestFor(folder, [second]), SILENT, signal);
    await take(store, backup);
    const then = await dumpTables(store);
    await ingest(store, folder, third);
    const later = await dumpTables(store);
    return { history, original, backup, then, later };
  });
}

export const take = (
  store: Store,
  folder: string,
  options?: BackUpOptions,
): Promise<Manifest> =>
  store.asWriter(() => backUp(store, folder, SILENT, signal, options));

export const put = (store: Store, folder: string): Promise<Restored> =>
  store.asWriter(() => restore(store, folder, SILENT, signal));
