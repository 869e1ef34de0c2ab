import { backUp } from "../clickhouse/backup/back-up.ts";
import type { Manifest } from "../clickhouse/backup/manifest.ts";
import type { Operation } from "./operation.ts";

/** A folder, by its whole path: processes may run in different ones. */
export interface FolderRequest {
  readonly folder: string;
}

/** Copies all that the database holds. */
export const backupOperation: Operation<FolderRequest, Manifest> = {
  // Tables are read one after another: no run may be published meanwhile.
  writes: () => true,
  run: (store, { folder }, { observer, signal }) =>
    backUp(store, folder, observer, signal),
};
