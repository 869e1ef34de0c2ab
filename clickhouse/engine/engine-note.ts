import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProcessIdentity } from "../../common/process-identity.ts";
import { engineIn, type Identity } from "./data-directory.ts";

/** How a running engine is reached, as it writes into its data directory. */
export interface EngineNote extends ProcessIdentity {
  /** See PROTOCOL. */
  readonly protocol: number;
  /** The directory that it serves, and by which name. */
  readonly directory: Identity;
  readonly home: string;
  /** Where processes that use the engine make themselves known. */
  readonly presencePort: number;
  /** The engine and its users prove that they know it. */
  readonly secret: string;
  readonly httpPort: number;
  readonly adminPassword: string;
  readonly readerPassword: string;
}

/** Changed with every change of the note or of the messages of presence. */
export const PROTOCOL = 2;

const noteIn = (home: string): string => join(engineIn(home), "note.json");

/**
 * The note in a data directory; undefined where there is none. It proves
 * nothing: the directory may be a copy, and the engine may have died.
 */
export function readNote(home: string): EngineNote | undefined {
  try {
    return JSON.parse(readFileSync(noteIn(home), "utf8")) as EngineNote;
  } catch {
    // A note is renamed into its place, so it is never half written.
    return undefined;
  }
}

/** Writes the note of the engine that holds the lock of the directory. */
export function writeNote(home: string, note: EngineNote): void {
  const draft = `${noteIn(home)}.${note.pid}`;
  writeFileSync(draft, JSON.stringify(note), { mode: 0o600 });
  renameSync(draft, noteIn(home));
}

/** Removes the note if it is that of the process. */
export function removeNote(home: string, pid: number): void {
  if (readNote(home)?.pid === pid) rmSync(noteIn(home), { force: true });
}
