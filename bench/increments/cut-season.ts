import { closeSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SECONDS_A_DAY } from "../../common/days.ts";
import {
  generateSeason,
  type GeneratorOptions,
} from "../../generate/generate-season.ts";
import type { Findings } from "../harness/contender.ts";
import { SumCounter, type SeasonEvent } from "./sum-counter.ts";

/** How a season is cut: days of a file each, then one day in equal parts. */
export interface Cut {
  readonly days: number;
  readonly parts: number;
}

/** A file of a cut season. */
export interface CutFile {
  readonly name: string;
  readonly events: number;
  /** The sums over the aggregates of this file and all before it. */
  readonly sums: Findings;
}

/**
 * Writes a season without dirt into files of a folder, in time order. Sessions
 * that go on after the last midnight are in the last file.
 */
export function cutSeason(
  options: GeneratorOptions,
  cut: Cut,
  folder: string,
): CutFile[] {
  const ends = endsOfFiles(options.firstDay, cut);
  const files: CutFile[] = [];
  const counter = new SumCounter();
  let output = new CutWriter(folder, nameOf(0, cut));
  const close = () => files.push({ ...output.close(), sums: counter.sums });
  for (const chunk of generateSeason(options)) {
    for (const line of chunk.toString().split("\n")) {
      if (line === "") continue;
      const event = JSON.parse(line) as SeasonEvent;
      while (event.event_timestamp >= (ends[files.length] as number)) {
        close();
        output = new CutWriter(folder, nameOf(files.length, cut));
      }
      output.add(line);
      counter.add(event);
    }
    output.flush();
  }
  close();
  return files;
}

/** The Unix time at which each file ends. */
function endsOfFiles(firstDay: number, { days, parts }: Cut): number[] {
  const midnight = (day: number) => (firstDay + day) * SECONDS_A_DAY;
  const ends = [
    ...Array.from({ length: days }, (_, day) => midnight(day + 1)),
    ...Array.from(
      { length: parts },
      (_, part) => midnight(days) + ((part + 1) * SECONDS_A_DAY) / parts,
    ),
  ];
  return ends.with(-1, Infinity);
}

function nameOf(file: number, { days }: Cut): string {
  const [kind, number] = file < days ? ["day", file] : ["part", file - days];
  return `${kind}-${String(number + 1).padStart(2, "0")}.jsonl`;
}

class CutWriter {
  readonly #name: string;
  readonly #file: number;
  #lines: string[] = [];
  #events = 0;

  constructor(folder: string, name: string) {
    this.#name = name;
    this.#file = openSync(join(folder, name), "w");
  }

  add(line: string): void {
    this.#lines.push(line, "\n");
    this.#events++;
  }

  flush(): void {
    writeFileSync(this.#file, this.#lines.join(""));
    this.#lines = [];
  }

  close(): Pick<CutFile, "name" | "events"> {
    this.flush();
    closeSync(this.#file);
    return { name: this.#name, events: this.#events };
  }
}
