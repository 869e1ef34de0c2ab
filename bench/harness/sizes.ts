import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "./environment.ts";
import { RESULTS, saveFile } from "./report.ts";
import type { Season } from "./season-file.ts";

/** What was measured over one season. */
export interface Size extends Environment {
  readonly input: Season;
}

/**
 * Stores the results of a size of a part in place of earlier ones of as many
 * events. Returns all stored sizes, the smallest first.
 */
export function keepSize<S extends Size>(part: string, size: S): S[] {
  const sizes = [
    ...readSizes<S>(part).filter(
      ({ input }) => input.events !== size.input.events,
    ),
    size,
  ].sort((a, b) => a.input.events - b.input.events);
  saveFile(`${part}.json`, `${JSON.stringify({ part, sizes }, null, 2)}\n`);
  return sizes;
}

function readSizes<S>(part: string): S[] {
  const path = join(RESULTS, `${part}.json`);
  if (!existsSync(path)) return [];
  return (JSON.parse(readFileSync(path, "utf8")) as { sizes: S[] }).sizes;
}
