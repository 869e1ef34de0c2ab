import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** The temporary files that runs on a data directory have at the moment. */
export function spooledFiles(dataDir: string): string[] {
  const folder = join(dataDir, "spool");
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}
