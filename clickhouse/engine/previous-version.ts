import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * Versions before 0.2 had the database open in the process of a command and
 * noted that in owner.json, beside a socket for other commands.
 */
interface Owner {
  readonly pid: number;
  readonly command: string;
}

const noteIn = (home: string): string => join(home, "owner.json");

function readOwner(home: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(noteIn(home), "utf8")) as Owner;
  } catch {
    return undefined;
  }
}

/** The process that an older version has noted, for people. */
export function describePreviousOwner(home: string): string | undefined {
  const owner = readOwner(home);
  return owner && `process ${owner.pid} (${owner.command})`;
}

/**
 * Removes what an older version has left in the directory. Only for the one
 * whose engine holds its lock: then no such process has it open. What the note
 * names elsewhere stays: the directory may be a copy of one that is in use.
 */
export function removePreviousOwner(home: string): void {
  if (!readOwner(home)) return;
  rmSync(noteIn(home), { force: true });
  rmSync(join(home, "touchline.sock"), { force: true });
}
