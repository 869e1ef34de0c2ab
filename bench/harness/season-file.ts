import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readGeneratorOptions } from "../../cli/generate/read-generator-options.ts";
import { writeSeason } from "../../generate/write-season.ts";

/** A generated season: the same bytes on every machine. */
export interface Season {
  readonly events: number;
  readonly users: number;
  readonly days: number;
  readonly seed: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** The file of a season, which contenders read. */
export interface SeasonFile {
  readonly path: string;
  readonly season: Season;
}

/**
 * Gives the file of a season without dirt: the one in the system's folder for
 * temporary files if it is there, else a new one. It is read once, so that
 * the page cache holds it.
 */
export async function prepareSeason(
  events: number,
  seed: number,
  log: (line: string) => void,
): Promise<SeasonFile> {
  const path = join(tmpdir(), `touchline-season-${events}-${seed}.jsonl`);
  const options = readGeneratorOptions(
    ["--events", `${events}`, "--seed", `${seed}`],
    Date.now() / 1000,
  );
  // The expected counts are written last: with them the file is whole.
  if (!existsSync(path) || !existsSync(`${path}.expected.json`)) {
    log(`generating ${path}`);
    await writeSeason(options, path);
  }
  const { users, days } = options;
  const content = await readFiles([path]);
  return { path, season: { events, users, days, seed, ...content } };
}

/** Reads files, so that the page cache holds them; the hash is of all together. */
export async function readFiles(
  paths: readonly string[],
): Promise<Pick<Season, "bytes" | "sha256">> {
  const hash = createHash("sha256");
  let bytes = 0;
  for (const path of paths)
    for await (const chunk of createReadStream(path)) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
  return { bytes, sha256: hash.digest("hex") };
}
