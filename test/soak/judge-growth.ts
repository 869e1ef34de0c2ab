import { spreadOf } from "../../bench/harness/stats.ts";
import type { Sample } from "./sample-process.ts";

/** The growth that a process may have after it was warm. */
export const BOUNDS = {
  /** Or a quarter of what it held, whichever is more. */
  residentBytes: 128 * 2 ** 20,
  /** Files of the tables' parts come and go. */
  files: 64,
  /** So do the engine's threads. */
  threads: 24,
} as const;

const SHARE_OF_MEMORY = 0.25;

/** The medians at first, half-way, and in the end. */
export interface Growth {
  readonly start: Omit<Sample, "seconds">;
  readonly middle: Omit<Sample, "seconds">;
  readonly end: Omit<Sample, "seconds">;
  /** The values that have grown beyond their bound, in words. */
  readonly complaints: readonly string[];
}

/**
 * Compares the last sixth of the samples with the second one: in the first,
 * caches are filled and code is compiled.
 */
export function judgeGrowth(samples: readonly Sample[]): Growth {
  const sixth = (number: number) =>
    medianOf(
      samples.slice(
        Math.floor((samples.length * (number - 1)) / 6),
        Math.ceil((samples.length * number) / 6),
      ),
    );
  const [start, middle, end] = [sixth(2), sixth(4), sixth(6)];
  const allowed = {
    ...BOUNDS,
    residentBytes: Math.max(
      BOUNDS.residentBytes,
      start.residentBytes * SHARE_OF_MEMORY,
    ),
  };
  const names = ["residentBytes", "files", "threads"] as const;
  const complaints = names
    .filter((name) => end[name] - start[name] > allowed[name])
    .map(
      (name) =>
        `${name} grew from ${start[name]} to ${end[name]}: at most ${Math.round(allowed[name])} more are allowed`,
    );
  return { start, middle, end, complaints };
}

function medianOf(samples: readonly Sample[]) {
  const median = (name: keyof Sample) =>
    spreadOf(samples.map((sample) => sample[name])).median;
  return {
    residentBytes: median("residentBytes"),
    files: median("files"),
    threads: median("threads"),
  };
}
