import { groupBy } from "../../common/group-by.ts";
import { spreadOf } from "../harness/stats.ts";
import { formatTable } from "../harness/table.ts";
import type { DuringIngest } from "./during-ingest.ts";
import type { LoadResult } from "./load/start-load.ts";
import type { EndpointResult } from "./measure-endpoints.ts";

const FIGURES = ["requestsPerSecond", "p50", "p99"] as const;
type Figure = (typeof FIGURES)[number];

/**
 * A table for each load, cold ones first, with a line for each endpoint:
 * medians of the rounds, and the ratio of the first contender's requests a
 * second to those of the second.
 */
export function formatEndpoints(results: readonly EndpointResult[]): string {
  const contenders = [...new Set(results.map(({ contender }) => contender))];
  const loads = groupBy(
    results,
    ({ temperature, connections }) =>
      `${temperature}, ${connections} ${connections === 1 ? "connection" : "connections"}`,
  );
  return [...loads]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([load, ofLoad]) => {
      const rows = [...groupBy(ofLoad, ({ endpoint }) => endpoint)].map(
        ([endpoint, ofEndpoint]) => [endpoint, ...cellsOf(ofEndpoint)],
      );
      const head = contenders.flatMap((name) => [
        `${name}/s`,
        "p50 ms",
        "p99 ms",
      ]);
      const ratio = contenders.length > 1 ? ["ratio"] : [];
      return formatTable([[load, ...head, ...ratio], ...rows]);
    })
    .join("\n\n");
}

/** A line for the results of one endpoint, the contenders in their order. */
function cellsOf(results: readonly EndpointResult[]): string[] {
  const [ours, theirs] = results.map(({ rounds }) =>
    medianOf(rounds, "requestsPerSecond"),
  );
  return [
    ...results.flatMap(({ rounds }) =>
      FIGURES.map((figure) => format(medianOf(rounds, figure))),
    ),
    ...(ours !== undefined && theirs !== undefined
      ? [(ours / theirs).toFixed(2)]
      : []),
  ];
}

/** The loads of which requests were refused, a line each; none if there are none. */
export function formatRefused(results: readonly EndpointResult[]): string {
  return results
    .map((result) => ({
      ...result,
      refused: result.rounds.reduce((sum, round) => sum + round.refused, 0),
    }))
    .filter(({ refused }) => refused > 0)
    .map(
      ({ contender, endpoint, temperature, connections, refused }) =>
        `refused with 503, ${contender}: ${endpoint}, ${temperature}, ${connections}: ${refused.toLocaleString("en")}\n`,
    )
    .join("");
}

/** Requests without and during a run. */
export function formatDuring({
  before,
  during,
  ingestSeconds,
}: DuringIngest): string {
  const row = (name: string, result: LoadResult) => [
    name,
    ...FIGURES.map((figure) => format(result[figure])),
  ];
  return formatTable([
    ["user-stats, cold, 64 connections", "requests/s", "p50 ms", "p99 ms"],
    row("without a run", before),
    row(`during a run of ${ingestSeconds.toFixed(1)} s`, during),
  ]);
}

export function medianOf(
  rounds: readonly LoadResult[],
  figure: Figure,
): number {
  return spreadOf(rounds.map((round) => round[figure])).median;
}

/** Three digits, or all before the point. */
export function format(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return Number(value.toFixed(digits)).toLocaleString("en", {
    minimumFractionDigits: digits,
  });
}
