import { log } from "../harness/print.ts";
import type { ApiContender } from "./contenders.ts";
import { startLoad, type LoadResult } from "./load/start-load.ts";
import type { EndpointPlan } from "./plan-requests.ts";

export type Temperature = "cold" | "warm";

/** How one contender answers one endpoint under one load. */
export interface EndpointResult {
  readonly endpoint: string;
  readonly temperature: Temperature;
  readonly connections: number;
  readonly contender: string;
  readonly rounds: LoadResult[];
}

export interface MeasureOptions {
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly seed: number;
}

const ONE = 1;
const MANY = 64;

/** The loads of an endpoint, one after another on the same process. */
const LOADS = {
  player: [
    { temperature: "cold", connections: ONE },
    { temperature: "cold", connections: MANY },
    { temperature: "warm", connections: ONE },
    { temperature: "warm", connections: MANY },
  ],
  chart: [
    { temperature: "cold", connections: ONE },
    { temperature: "warm", connections: MANY },
  ],
} as const;

/** How many of a chart's requests are repeated when it is measured warm. */
const WARM_CHARTS = 8;

/** The share of a player's paths that are sent on one connection. */
const SHARE_OF_ONE = 0.2;

/**
 * Measures each endpoint of all contenders in turn, so that a machine that
 * becomes slower does so for all. Each endpoint is measured on a new process.
 */
export async function measureEndpoints(
  contenders: readonly ApiContender[],
  plans: readonly EndpointPlan[],
  options: MeasureOptions,
): Promise<EndpointResult[]> {
  const results: EndpointResult[] = [];
  for (let round = 0; round < options.rounds; round++) {
    const inTurn = round % 2 === 0 ? contenders : contenders.toReversed();
    for (const plan of plans)
      for (const contender of inTurn) {
        log(
          `round ${round + 1} of ${options.rounds}: ${plan.name}, ${contender.label}`,
        );
        const seed = options.seed + round;
        await measure(contender, plan, { ...options, seed }, results);
      }
  }
  return results;
}

async function measure(
  contender: ApiContender,
  plan: EndpointPlan,
  { seconds, warmUpSeconds, seed }: MeasureOptions,
  results: EndpointResult[],
): Promise<void> {
  const server = await contender.start();
  try {
    for (const { temperature, connections } of LOADS[plan.about]) {
      const load = startLoad({
        origin: server.origin,
        ...(temperature === "cold"
          ? coldLoad(plan, connections)
          : warmLoad(plan)),
        connections,
        seconds,
        warmUpSeconds,
        seed,
      });
      const of = {
        endpoint: plan.name,
        temperature,
        connections,
        contender: contender.label,
      };
      add(results, of, await load.result);
    }
  } finally {
    await server.stop();
  }
}

/** No path twice, on one connection and on many together. */
function coldLoad({ about, warmUp, paths }: EndpointPlan, connections: number) {
  const draw = "once" as const;
  if (about === "chart") return { draw, warmUp, paths };
  const share = (list: readonly string[]) => {
    const border = Math.ceil(list.length * SHARE_OF_ONE);
    return connections === ONE ? list.slice(0, border) : list.slice(border);
  };
  return { draw, warmUp: share(warmUp), paths: share(paths) };
}

function warmLoad({ about, paths }: EndpointPlan) {
  const repeated = about === "chart" ? paths.slice(0, WARM_CHARTS) : paths;
  return { draw: "zipf" as const, warmUp: repeated, paths: repeated };
}

function add(
  results: EndpointResult[],
  load: Omit<EndpointResult, "rounds">,
  result: LoadResult,
): void {
  const known = results.find(
    (known) =>
      known.endpoint === load.endpoint &&
      known.temperature === load.temperature &&
      known.connections === load.connections &&
      known.contender === load.contender,
  );
  if (known) known.rounds.push(result);
  else results.push({ ...load, rounds: [result] });
}
