import {
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, parse, sep } from "node:path";

/** Who has a data directory open, as written into it. */
export interface Owner {
  readonly pid: number;
  /** Tells a process from a later one with the same id; "" where unknown. */
  readonly started: string;
  readonly command: string;
  /** Where it takes operations from other processes, if it does. */
  readonly socket?: string | undefined;
}

/** This process as an owner. */
export function selfAsOwner(socket?: string): Owner {
  return {
    pid: process.pid,
    started: startOf(process.pid),
    command: commandOf(process.argv),
    socket,
  };
}

/** A process as people know it: touchline by its command, others by script. */
function commandOf([, script = process.title, command = ""]: string[]): string {
  return parse(script).name === "touchline"
    ? `touchline ${command}`
    : script.split(sep).slice(-2).join("/");
}

/** The owner that is noted, living or not; undefined when there is none. */
export function readOwner(home: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(noteIn(home), "utf8")) as Owner;
  } catch {
    // None, or made by hand: a note is never half written.
    return undefined;
  }
}

/** Notes an owner in place of whoever is noted. */
export function writeOwner(home: string, owner: Owner): void {
  const draft = writeDraft(home, owner);
  renameSync(draft, noteIn(home));
}

/** Notes an owner unless one is noted; tells whether it did. */
export function writeFirstOwner(home: string, owner: Owner): boolean {
  const draft = writeDraft(home, owner);
  try {
    linkSync(draft, noteIn(home));
    return true;
  } catch {
    // Somebody was faster, or these files cannot be linked.
    return false;
  } finally {
    rmSync(draft);
  }
}

/** Takes the note away. */
export function removeOwner(home: string): void {
  rmSync(noteIn(home), { force: true });
}

/** Whether the process still runs; one of another machine does not. */
export function isAlive({ pid, started }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return startOf(pid) === started;
}

export function isSelf({ pid, started }: Owner): boolean {
  return pid === process.pid && started === startOf(pid);
}

function noteIn(home: string): string {
  return join(home, "owner.json");
}

function writeDraft(home: string, owner: Owner): string {
  const draft = join(home, `owner.${process.pid}.json`);
  writeFileSync(draft, JSON.stringify(owner));
  return draft;
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
