import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { makePrivateFolder } from "../clickhouse/engine/data-directory.ts";
import { messageOf, TouchlineError } from "../common/errors.ts";
import {
  isAlive,
  processNamespace,
  selfIdentity,
} from "../common/process-identity.ts";

/** How long to keep the folder of a process in another process namespace. */
const KEEP_FOREIGN_MILLISECONDS = 24 * 3_600_000;

/**
 * Makes a folder of this process's own for temporary files, and removes those
 * of processes that have ended.
 * Throws database_unavailable when it cannot be made.
 */
export function makeSpoolFolder(dataDir: string): string {
  const parent = join(resolve(dataDir), "spool");
  const { pid, started } = selfIdentity();
  const here = createHash("sha256")
    .update(processNamespace())
    .digest("hex")
    .slice(0, 8);
  try {
    makePrivateFolder(parent);
    for (const name of readdirSync(parent)) {
      const path = join(parent, name);
      if (isLeftOver(name, here, statSync(path).mtimeMs))
        rmSync(path, { recursive: true, force: true });
    }
    return mkdtempSync(join(parent, `${here}-${pid}-${started}-`));
  } catch (error) {
    throw new TouchlineError(
      "database_unavailable",
      `cannot keep temporary files in ${parent} (${messageOf(error)}): make it writable, or set DATA_DIR to another folder`,
      { cause: error },
    );
  }
}

/** Whether the process that made the folder of this name has ended. */
function isLeftOver(name: string, here: string, changedAt: number): boolean {
  const [, namespace, pid, started = ""] =
    /^([0-9a-f]{8})-(\d+)-(\d*)-/.exec(name) ?? [];
  return namespace === here
    ? !isAlive({ pid: Number(pid), started })
    : Date.now() - changedAt > KEEP_FOREIGN_MILLISECONDS;
}
