import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../clickhouse/open-store.ts";
import type { Store } from "../../clickhouse/store.ts";
import { readConfig } from "../../common/config.ts";

/** Lends an empty folder that is removed afterwards. */
export async function withFolder<T>(
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "touchline-test-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

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
