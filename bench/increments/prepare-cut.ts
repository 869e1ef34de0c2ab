import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readGeneratorOptions } from "../../cli/generate/read-generator-options.ts";
import { readFiles, type Season } from "../harness/season-file.ts";
import { cutSeason, type Cut, type CutFile } from "./cut-season.ts";

/** A season in files, which contenders add one after another. */
export interface CutSeason {
  readonly season: Season;
  readonly cut: Cut;
  readonly files: readonly CutFile[];
  /** Where the files are, in their order. */
  readonly paths: readonly string[];
}

/**
 * Gives a season of one day more than `cut.days` in files: those in the
 * system's folder for temporary files if they are there, else new ones.
 */
export async function prepareCut(
  events: number,
  seed: number,
  cut: Cut,
  log: (line: string) => void,
): Promise<CutSeason> {
  const name = `touchline-season-${events}-${seed}-cut-${cut.days}-${cut.parts}`;
  const folder = join(tmpdir(), name);
  const days = cut.days + 1;
  const options = readGeneratorOptions(
    ["--events", `${events}`, "--seed", `${seed}`, "--days", `${days}`],
    Date.now() / 1000,
  );
  // The list of the files is written last: with it all are whole.
  const list = join(folder, "files.json");
  if (!existsSync(list)) {
    log(`generating ${folder}`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    const files = cutSeason(options, cut, folder);
    writeFileSync(list, JSON.stringify(files));
  }
  const files = JSON.parse(readFileSync(list, "utf8")) as CutFile[];
  const paths = files.map((file) => join(folder, file.name));
  const { users } = options;
  const content = await readFiles(paths);
  return {
    season: { events, users, days, seed, ...content },
    ...{ cut, files, paths },
  };
}
