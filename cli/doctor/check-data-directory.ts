import {
  accessSync,
  constants,
  existsSync,
  statfsSync,
  statSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { readNote } from "../../clickhouse/engine/engine-note.ts";
import { readConfig } from "../../common/settings/config.ts";
import { messageOf } from "../../common/errors.ts";
import { isAlive } from "../../common/process-identity.ts";
import { SETTINGS_CHECK } from "./check-settings.ts";
import { fault, ok, warning, type Check, type Finding } from "./check.ts";

const GIGABYTE = 1e9;
/** A run of millions of events has temporary files of some hundred megabytes. */
const LITTLE_BYTES = 1 * GIGABYTE;
const TOO_LITTLE_BYTES = 0.1 * GIGABYTE;

const OTHER_FOLDER = "or set DATA_DIR to another folder";

/** The data directory and its disk. */
export const DATA_DIRECTORY: Check = {
  about: "the data directory and its disk",
  needs: [SETTINGS_CHECK],
  examine: ({ env }) => checkDataDirectory(resolve(readConfig(env).DATA_DIR)),
};

/** @param home the data directory, an absolute path. */
function checkDataDirectory(home: string): Finding[] {
  const there = existsSync(home);
  const writable = checkWritable(there ? home : nearestFolder(home));
  if (writable) return [writable];
  const found = there
    ? home
    : `${home} does not exist yet: ingest or serve creates it`;
  return [
    ok("data directory", found),
    checkDisk(there ? home : nearestFolder(home)),
    checkEngineProcess(home),
  ];
}

/** The folder that exists and in which all below it would be made. */
function nearestFolder(path: string): string {
  const parent = dirname(path);
  return existsSync(parent) ? parent : nearestFolder(parent);
}

/** The reason why it cannot be written; undefined if it can. */
function checkWritable(home: string): Finding | undefined {
  if (!statSync(home).isDirectory())
    return fault(
      "data directory",
      `${home} is a file`,
      `move it away, ${OTHER_FOLDER}`,
    );
  const folders = [home, join(home, "clickhouse"), join(home, "spool")];
  const closed = folders.filter(existsSync).find((folder) => {
    try {
      accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
      return false;
    } catch {
      return true;
    }
  });
  return closed === undefined
    ? undefined
    : fault(
        "data directory",
        `this user may not write to ${closed}`,
        `give the user ${process.getuid?.() ?? ""} read and write access to it and all in it, ${OTHER_FOLDER}`,
      );
}

function checkDisk(folder: string): Finding {
  try {
    const { bavail, bsize } = statfsSync(folder);
    const free = bavail * bsize;
    const found = `${(free / GIGABYTE).toFixed(1)} GB free for ${folder}`;
    if (free >= LITTLE_BYTES) return ok("disk", found);
    const judge = free < TOO_LITTLE_BYTES ? fault : warning;
    return judge("disk", found, `make room, ${OTHER_FOLDER}`);
  } catch (error) {
    return warning(
      "disk",
      `cannot read the free space of ${folder}: ${messageOf(error)}`,
      "check it with df",
    );
  }
}

/** The engine that runs on it, according to its note. */
function checkEngineProcess(home: string): Finding {
  const note = readNote(home);
  return note && isAlive(note)
    ? ok("open in", `process ${note.pid}, the engine that all commands use`)
    : ok("open in", "no process: the next command starts the engine");
}
