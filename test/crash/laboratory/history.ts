import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateSeason } from "../../../generate/generate-season.ts";
import { Random } from "../../../generate/random.ts";
import { asFile } from "../../support/command/ingest-lines.ts";
import { SEASON_NOW } from "../../support/season/cast.ts";

const DAY = 86_400;
const DAYS = 10;
const EVENTS = 3000;
/** Lines that stay together when a season is cut. */
const RUN_OF_LINES = 25;

/** Three files that need each other, and all their lines. */
export interface History {
  readonly files: readonly [first: string, second: string, third: string];
  readonly lines: readonly Buffer[];
}

/**
 * Writes a dirty season cut into three files at random, each out of order:
 * registrations come after what they admit or displace, and matches begin in
 * one file and end in another.
 */
export function writeHistory(folder: string, seed: number): History {
  const random = new Random(seed, 3);
  const parts: Buffer[][] = [[], [], []];
  let part = 0;
  seasonLines(seed).forEach((line, index) => {
    if (index % RUN_OF_LINES === 0) part = random.below(3);
    // Some lines go to any file, so that everything is cut in two somewhere.
    const to = random.below(4) === 0 ? random.below(3) : part;
    if (random.below(2) === 0) parts[to]?.unshift(line);
    else parts[to]?.push(line);
  });
  const [a, b, c] = parts.map((lines, index) => {
    const path = join(folder, `${"abc"[index]}.jsonl`);
    writeFileSync(path, asFile(lines));
    return path;
  });
  return { files: [a!, b!, c!], lines: parts.flat() };
}

/** The lines of a dirty season, nearly in the order of time. */
export function seasonLines(seed: number): Buffer[] {
  const chunks = generateSeason({
    events: EVENTS,
    users: 120,
    days: DAYS,
    firstDay: Math.floor(SEASON_NOW / DAY) - DAYS - 1,
    seed,
    countries: ["US", "JP", "DE"],
    dirt: 0.1,
  });
  const text = Buffer.concat([...chunks]).toString("latin1");
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => Buffer.from(line, "latin1"));
}
