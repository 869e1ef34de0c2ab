import { restore, type Restored } from "../clickhouse/backup/restore.ts";
import type { FolderRequest } from "./backup-operation.ts";
import type { Operation } from "./operation.ts";

/** Puts a backup into the database. */
export const restoreOperation: Operation<FolderRequest, Restored> = {
  writes: () => true,
  run: (store, { folder }, { observer, signal }) =>
    restore(store, folder, observer, signal),
};
