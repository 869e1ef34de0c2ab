import type { Size } from "../harness/sizes.ts";
import { formatTable } from "../harness/table.ts";
import type { DuringIngest } from "./during-ingest.ts";
import { format, medianOf } from "./format-results.ts";
import type { EndpointResult, MeasureOptions } from "./measure-endpoints.ts";
import type { PostgresPeer } from "./postgres-peer.ts";

/** What was measured over one season. */
export interface ApiSize extends Size {
  readonly postgres: string | null;
  readonly postgresFillSeconds: PostgresPeer["fillSeconds"] | null;
  readonly load: MeasureOptions;
  readonly results: readonly EndpointResult[];
  readonly during: DuringIngest | null;
}

/**
 * Compares the smallest and the largest size, a line for each load of each
 * contender: medians of requests a second and of p50, and how many times
 * slower the larger one is.
 */
export function formatSizes(sizes: readonly ApiSize[]): string {
  const [small, large] = [sizes[0] as ApiSize, sizes.at(-1) as ApiSize];
  const rows = small.results.flatMap((result) => {
    const other = large.results.find(
      (other) =>
        other.endpoint === result.endpoint &&
        other.temperature === result.temperature &&
        other.connections === result.connections &&
        other.contender === result.contender,
    );
    if (!other) return [];
    const figures = (["requestsPerSecond", "p50"] as const).map((figure) =>
      [result, other].map(({ rounds }) => medianOf(rounds, figure)),
    ) as [[number, number], [number, number]];
    const [[ofSmall, ofLarge]] = figures;
    const { contender, endpoint, temperature, connections } = result;
    return [
      [
        `${contender}: ${endpoint}, ${temperature}, ${connections}`,
        ...figures.flat().map(format),
        (ofSmall / ofLarge).toFixed(2),
      ],
    ];
  });
  const [eventsOfSmall, eventsOfLarge] = [small, large].map(
    ({ input }) => `${input.events / 1e6} M`,
  );
  return formatTable([
    [
      "events",
      `${eventsOfSmall}, /s`,
      `${eventsOfLarge}, /s`,
      `${eventsOfSmall}, p50 ms`,
      `${eventsOfLarge}, p50 ms`,
      "times slower",
    ],
    ...rows,
  ]);
}
