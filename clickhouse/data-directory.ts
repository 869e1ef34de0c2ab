import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmdirSync,
  rmSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { messageOf, TouchlineError } from "../common/errors.ts";
import {
  isAlive,
  isSelf,
  readOwner,
  removeOwner,
  selfAsOwner,
  writeFirstOwner,
  writeOwner,
  type Owner,
} from "./owner-note.ts";

/** A data directory that this process is about to open. */
export interface Claim {
  /** A folder of this process's own for temporary files. */
  readonly spoolFolder: string;
  /** The database is open: this process is the owner. */
  opened(): void;
  /** The database could not be opened. Gives what to throw for it. */
  failed(cause: unknown): TouchlineError;
  /** The database is closed. */
  closed(): void;
}

/**
 * Makes the data directory if need be and notes this process as the one that
 * opens it. The engine's own lock is what keeps two processes apart; the note
 * is for naming the other one, and for asking it.
 * Throws database_unavailable when the directory cannot be written, and
 * database_held when a living process has it open.
 */
export function claimDirectory(home: string): Claim {
  makeDirectory(home);
  const self = selfAsOwner();
  const before = writeFirstOwner(home, self) ? undefined : readOwner(home);
  if (before && !isSelf(before) && isAlive(before)) throw heldError(home);
  if (before) writeOwner(home, self);
  const spool = join(home, "spool");
  // Only the owner knows that nobody uses these; that is told by the engine.
  const leftOver = readdirSync(spool);
  const spoolFolder = mkdtempSync(join(spool, "process-"));
  const release = () => {
    try {
      rmSync(spoolFolder, { recursive: true, force: true });
      const noted = readOwner(home);
      if (noted && isSelf(noted)) removeOwner(home);
    } catch {
      // What may not be removed any more hides nothing: the next one does it.
    }
  };
  return {
    spoolFolder,
    // Another process may have tried at the same moment, and have lost.
    opened() {
      for (const name of leftOver)
        rmSync(join(spool, name), { recursive: true, force: true });
      if (before?.socket) removeSocket(home, before.socket);
      writeOwner(home, self);
    },
    failed(cause) {
      release();
      // Who is noted may live where its process cannot be seen from here.
      if (before) writeFirstOwner(home, before);
      return before ? heldError(home) : unopenedError(home, cause);
    },
    closed: release,
  };
}

/** Notes the socket on which this process, the owner, listens. */
export function noteSocket(home: string, socket: string): void {
  writeOwner(home, selfAsOwner(socket));
}

/** Removes a socket, and the folder it was given where it lies elsewhere. */
export function removeSocket(home: string, socket: string): void {
  rmSync(socket, { force: true });
  const folder = dirname(socket);
  if (folder !== home && existsSync(folder)) rmdirSync(folder);
}

/** Says who has the directory open, and what to do. */
export function heldError(home: string): TouchlineError {
  const owner = readOwner(home);
  return new TouchlineError(
    "database_held",
    `the data directory ${home} is open in ${describe(owner)}. Stop that process, or set DATA_DIR to another folder`,
  );
}

function unopenedError(home: string, cause: unknown): TouchlineError {
  return new TouchlineError(
    "database_unavailable",
    `cannot open the database in ${home}: another process holds it, or it cannot be read and written. Stop that process, or set DATA_DIR to another folder`,
    { cause },
  );
}

function describe(owner: Owner | undefined): string {
  return owner
    ? `process ${owner.pid} (${owner.command})`
    : "another process, which has not said which";
}

function makeDirectory(home: string): void {
  try {
    for (const folder of [home, join(home, "clickhouse"), join(home, "spool")])
      makeWritable(folder);
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

/** What lies in it may belong to another user, as after a run with sudo. */
function makeWritable(folder: string): void {
  mkdirSync(folder, { recursive: true });
  accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
}
