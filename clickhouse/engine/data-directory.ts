import { accessSync, chmodSync, constants, mkdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { messageOf, TouchlineError } from "../../common/errors.ts";

/** What identifies a directory on this machine. */
export interface Identity {
  readonly device: string;
  readonly inode: string;
}

/** The folders of a data directory. */
export const tablesIn = (home: string): string => join(home, "clickhouse");
export const spoolIn = (home: string): string => join(home, "spool");
export const engineIn = (home: string): string => join(home, "engine");

/** The file in which the engine logs. */
export const logIn = (home: string): string =>
  join(engineIn(home), "clickhouse.log");

/** Only this user may look into what Touchline makes. */
const PRIVATE = 0o700;

/**
 * Makes a data directory and its folders where they are missing.
 * Throws database_unavailable when one of them cannot be made or written.
 * @param home an absolute path.
 */
export function makeDataDirectory(home: string): void {
  try {
    for (const folder of [
      home,
      tablesIn(home),
      spoolIn(home),
      engineIn(home),
    ]) {
      makePrivateFolder(folder);
      // What lies in it may belong to another user, as after a run with sudo.
      accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    }
    // Older versions left them to the umask.
    for (const folder of [tablesIn(home), spoolIn(home), engineIn(home)])
      if (statSync(folder).uid === process.getuid?.())
        chmodSync(folder, PRIVATE);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const inTheWay = code === "EEXIST" || code === "ENOTDIR";
    throw new TouchlineError(
      "database_unavailable",
      `cannot write to the data directory ${home} (${messageOf(error)}). ${inTheWay ? "Move away the file in its place" : "Make it writable"}, or set DATA_DIR to another folder`,
      { cause: error },
    );
  }
}

/**
 * Makes a folder and its parents, for this user alone, where they are missing.
 * Node.js's own recursive mkdir does not end on every file system.
 */
export function makePrivateFolder(path: string): void {
  if (isFolder(path)) return;
  const parent = dirname(path);
  if (parent !== path) makePrivateFolder(parent);
  try {
    mkdirSync(path, { mode: PRIVATE });
  } catch (error) {
    // Another process may have made it at the same moment.
    if (!isFolder(path)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** The identity of a directory; undefined where there is none. */
export function identityOf(home: string): Identity | undefined {
  const stats = statSync(home, { bigint: true, throwIfNoEntry: false });
  return stats && { device: stats.dev.toString(), inode: stats.ino.toString() };
}

export const isSameDirectory = (
  one: Identity,
  other: Identity | undefined,
): boolean => one.device === other?.device && one.inode === other.inode;
