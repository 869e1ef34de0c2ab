import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, sep } from "node:path";
import { messageOf, TouchlineError } from "../common/errors.ts";

/** Who has the data directory open, as written into it. */
interface Owner {
  readonly pid: number;
  /** Tells a process from a later one with the same id; "" where unknown. */
  readonly started: string;
  readonly command: string;
}

/**
 * Makes the data directory if need be and notes this process as the one that
 * has it open. Returns what takes the note away. The engine's own lock is
 * what keeps two processes apart; the note is for naming the other one.
 * Throws database_unavailable when the directory cannot be written or a
 * living process holds it.
 */
export function takeOwnership(home: string): () => void {
  const note = join(home, "owner.json");
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
  const holder = readOwner(note);
  if (holder && holder.pid !== process.pid && isAlive(holder)) {
    throw new TouchlineError(
      "database_unavailable",
      `the data directory ${home} is open in process ${holder.pid} (${holder.command}). Stop that process, or set DATA_DIR to another folder`,
    );
  }
  const self: Owner = {
    pid: process.pid,
    started: startOf(process.pid),
    command: (process.argv[1] ?? process.title).split(sep).slice(-2).join("/"),
  };
  writeFileSync(note, JSON.stringify(self));
  return () => {
    rmSync(note, { force: true });
  };
}

/** What lies in it may belong to another user, as after a run with sudo. */
function makeWritable(folder: string): void {
  mkdirSync(folder, { recursive: true });
  accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
}

function readOwner(note: string): Owner | undefined {
  if (!existsSync(note)) return undefined;
  try {
    return JSON.parse(readFileSync(note, "utf8")) as Owner;
  } catch {
    // Cut off by a crash: whoever wrote it is gone.
    return undefined;
  }
}

function isAlive({ pid, started }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return startOf(pid) === started;
}

/** The moment a process started, as the kernel counts it. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name before it may hold spaces, but the last ")" ends it.
    return stat.slice(stat.lastIndexOf(")")).split(" ")[20] ?? "";
  } catch {
    return "";
  }
}
