import type { ContenderResult, FedOutcome } from "../harness/contender.ts";
import { drawChart, type Bar } from "../harness/chart.ts";
import type { LeftOut } from "../harness/report.ts";
import type { Size } from "../harness/sizes.ts";
import { spreadOf, type Spread } from "../harness/stats.ts";
import { formatTable } from "../harness/table.ts";
import type { CutSeason } from "./prepare-cut.ts";

/** What adding a season's files took, in seconds. */
export interface FedResult {
  readonly name: string;
  readonly label: string;
  /** All daily files together. */
  readonly days: Spread;
  /** All parts of the last day together; null: it added the days alone. */
  readonly parts: Spread | null;
  /** Processor time and peak memory of all processes; null where unknown. */
  readonly runs: readonly {
    readonly days: number;
    readonly parts: number | null;
    readonly cpuSeconds: number | null;
    readonly peakBytes: number | null;
  }[];
}

/** What was measured over one season. */
export interface IncrementsSize extends Size {
  readonly leftOut: LeftOut;
  readonly files: readonly FileSeconds[];
  readonly results: readonly FedResult[];
}

/** The medians of each contender that added a file by itself. */
interface FileSeconds {
  readonly name: string;
  readonly events: number;
  readonly seconds: Readonly<Record<string, number>>;
}

/** The contender that adds all daily files in one run. */
export const ONE_RUN = "touchline-one-run";

export function describeFed(
  { name, label, outcomes }: ContenderResult<FedOutcome>,
  { cut }: Pick<CutSeason, "cut">,
): FedResult {
  const runs = outcomes.map(({ files, cpuSeconds, peakBytes }) => {
    const [days, parts] =
      files.length === 1
        ? [files, []]
        : [files.slice(0, cut.days), files.slice(cut.days)];
    return {
      days: sumOf(days),
      parts: parts.length > 0 ? sumOf(parts) : null,
      ...{ cpuSeconds, peakBytes },
    };
  });
  const parts = runs.flatMap((run) => run.parts ?? []);
  return {
    ...{ name, label },
    days: spreadOf(runs.map((run) => run.days)),
    parts: parts.length > 0 ? spreadOf(parts) : null,
    runs,
  };
}

export function describeFiles(
  results: readonly ContenderResult<FedOutcome>[],
  { files }: Pick<CutSeason, "files">,
): FileSeconds[] {
  const each = results.filter(({ outcomes }) =>
    outcomes.every((outcome) => outcome.files.length === files.length),
  );
  return files.map(({ name, events }, at) => ({
    ...{ name, events },
    seconds: Object.fromEntries(
      each.map((result) => [
        result.name,
        spreadOf(
          result.outcomes.map((outcome) => outcome.files[at]?.seconds ?? NaN),
        ).median,
      ]),
    ),
  }));
}

const sumOf = (files: FedOutcome["files"]): number =>
  files.reduce((sum, { seconds }) => sum + seconds, 0);

/** A table of results; ratios are to the first. */
export function formatFed(
  results: readonly FedResult[],
  { cut }: Pick<CutSeason, "cut">,
): string {
  const [first] = results;
  const times = (spread: Spread | null, base: Spread | null | undefined) =>
    spread && base ? (spread.median / base.median).toFixed(2) : "–";
  const seconds = (spread: Spread | null) =>
    spread ? `${spread.median.toFixed(2)} s` : "–";
  const rows = results.map((result) => [
    result.label,
    seconds(result.days),
    times(result.days, first?.days),
    seconds(result.parts),
    times(result.parts, first?.parts),
    describe(result, "cpuSeconds", (value) => `${value.toFixed(1)} s`),
    describe(
      result,
      "peakBytes",
      (value) => `${(value / 2 ** 20).toFixed(0)} MiB`,
    ),
  ]);
  return formatTable([
    [
      "",
      `${cut.days} daily files`,
      "× the first",
      `the next day in ${cut.parts}`,
      "× the first",
      "processor",
      "peak memory",
    ],
    ...rows,
  ]);
}

function describe(
  { runs }: FedResult,
  figure: "cpuSeconds" | "peakBytes",
  format: (value: number) => string,
): string {
  const values = runs.map((run) => run[figure]);
  return values.includes(null)
    ? "–"
    : format(spreadOf(values as number[]).median);
}

/** How many times as long the daily files take as one run over all of them. */
export function compareWithOneRun(results: readonly FedResult[]): string[] {
  const whole = results.find(({ name }) => name === ONE_RUN)?.days.median;
  if (whole === undefined) return [];
  return results
    .filter(({ name }) => isOurs(name) && name !== ONE_RUN)
    .map(
      ({ label, days }) =>
        `${label}: the daily files take ${(days.median / whole).toFixed(2)} times as long as one run over all of them`,
    );
}

const isOurs = (name: string): boolean => name.startsWith("touchline");

/** Draws the daily files and the parts of the last day, for each size. */
export function drawFed(
  sizes: readonly IncrementsSize[],
  { cut }: Pick<CutSeason, "cut">,
): string {
  return drawChart(
    "A season, file by file, in seconds",
    "All files together; after each the aggregates are up to date. Median, fastest and slowest run",
    sizes.flatMap(({ input, results }) => {
      const events = `${input.events.toLocaleString("en")} events`;
      return [
        {
          heading: `${events}: ${cut.days} daily files`,
          bars: barsOf(results, ({ days }) => days),
        },
        {
          heading: `${events}: the next day in ${cut.parts} files`,
          bars: barsOf(results, ({ parts }) => parts),
        },
      ];
    }),
  );
}

function barsOf(
  results: readonly FedResult[],
  spreadIn: (result: FedResult) => Spread | null,
): Bar[] {
  return results
    .flatMap((result) => {
      const { name, label } = result;
      const spread = spreadIn(result);
      return spread ? [{ label, ...spread, ours: isOurs(name) }] : [];
    })
    .sort((a, b) => a.median - b.median);
}
