import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../common/package-root.ts";
import type { ContenderResult } from "./contender.ts";
import { describeEnvironment } from "./environment.ts";
import type { Season } from "./season-file.ts";
import { spreadOf } from "./stats.ts";
import { formatTable } from "./table.ts";

/** The folder of results. */
export const RESULTS = join(packageRoot, "bench/results");

const HEAD = [
  "",
  "median",
  "min",
  "max",
  "events/s",
  "processor",
  "peak memory",
];

/**
 * A table of results, a line each; `ratio` names the last column: how many
 * times the seconds of the first.
 */
export function formatResults(
  results: readonly ContenderResult[],
  ratio: string,
): string {
  const first = results[0] && secondsOf(results[0]).median;
  const rows = results.map((result) => {
    const { median, min, max } = secondsOf(result);
    const cpuSeconds = medianOf(result, "cpuSeconds");
    const peakBytes = medianOf(result, "peakBytes");
    return [
      result.label,
      seconds(median),
      seconds(min),
      seconds(max),
      Math.round(result.events / median).toLocaleString("en"),
      cpuSeconds === null ? "–" : seconds(cpuSeconds),
      peakBytes === null ? "–" : `${(peakBytes / 2 ** 20).toFixed(0)} MiB`,
      (median / (first ?? NaN)).toFixed(2),
    ];
  });
  return formatTable([[...HEAD, ratio], ...rows]);
}

export function secondsOf({ outcomes }: ContenderResult) {
  return spreadOf(outcomes.map((outcome) => outcome.seconds));
}

function medianOf(
  { outcomes }: ContenderResult,
  figure: "cpuSeconds" | "peakBytes",
): number | null {
  const values = outcomes.map((outcome) => outcome[figure]);
  return values.includes(null) ? null : spreadOf(values as number[]).median;
}

function seconds(value: number): string {
  return `${value.toFixed(2)} s`;
}

/** Those that were not measured, by label, each with the reason. */
export type LeftOut = Readonly<Record<string, string>>;

/** Writes what a part measured, with all it was measured with, as JSON. */
export function saveResults(
  part: string,
  inputs: readonly Season[],
  results: readonly ContenderResult[],
): void {
  const content = {
    part,
    ...describeEnvironment(),
    inputs,
    results: results.map(describeResult),
  };
  saveFile(`${part}.json`, `${JSON.stringify(content, null, 2)}\n`);
}

/** A contender's results as they are stored. */
export function describeResult(result: ContenderResult) {
  return {
    name: result.name,
    label: result.label,
    seconds: secondsOf(result),
    findings: result.outcomes[0]?.findings,
    runs: result.outcomes.map(({ seconds, cpuSeconds, peakBytes }) => ({
      ...{ seconds, cpuSeconds, peakBytes },
    })),
  };
}

/** Writes a file into the folder of results. */
export function saveFile(name: string, content: string): void {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, name), content);
}
