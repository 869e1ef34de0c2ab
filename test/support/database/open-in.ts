import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * The files in a folder that other users may read or change, with their
 * modes.
 */
export function openIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => ({ name, mode: statSync(join(folder, name)).mode }))
    .filter(({ mode }) => (mode & 0o077) !== 0)
    .map(({ name, mode }) => `${name} ${mode.toString(8)}`);
}
