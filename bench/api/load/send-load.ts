import { json } from "node:stream/consumers";
import { Random } from "../../../generate/random.ts";
import { Connection } from "./connection.ts";
import { createZipf } from "./zipf.ts";
import type { LoadOptions, LoadResult } from "./start-load.ts";

// Reads LoadOptions as JSON from standard input, sends the requests and prints
// a LoadResult as JSON. SIGTERM ends it early.

const STREAM = 12;

/** Enough for a server to get going, too few for it to refuse any. */
const WARM_UP_CONNECTIONS = 4;

let stopped = false;
process.once("SIGTERM", () => (stopped = true));

const options = (await json(process.stdin)) as LoadOptions;
const connections = await Promise.all(
  Array.from(
    { length: Math.max(options.connections, WARM_UP_CONNECTIONS) },
    () => Connection.open(options.origin),
  ),
);
await send(
  connections.slice(0, WARM_UP_CONNECTIONS),
  options.warmUp,
  options.warmUpSeconds,
);
const { times, refused, seconds } = await send(
  connections.slice(0, options.connections),
  options.paths,
  options.seconds,
);
connections.forEach((connection) => connection.close());
times.sort();
const result: LoadResult = {
  requests: times.length,
  refused,
  requestsPerSecond: round(times.length / seconds),
  p50: quantile(0.5),
  p99: quantile(0.99),
  max: quantile(1),
};
process.stdout.write(`${JSON.stringify(result)}\n`);

/**
 * Returns the milliseconds of each answered request, how many were refused, and
 * how long all of them took.
 */
async function send(
  connections: readonly Connection[],
  paths: readonly string[],
  seconds: number,
): Promise<{ times: Float64Array; refused: number; seconds: number }> {
  const nextPath = choosePaths(paths);
  const times: number[] = [];
  let refused = 0;
  const begun = performance.now();
  const end = begun + seconds * 1000;
  await Promise.all(
    connections.map(async (connection) => {
      while (!stopped) {
        const since = performance.now();
        const path = since < end ? nextPath() : undefined;
        if (path === undefined) return;
        const status = await connection.ask(path);
        if (status === 200) times.push(performance.now() - since);
        else if (status === 503) refused++;
        else throw new Error(`${path} is answered ${status}`);
      }
    }),
  );
  return {
    times: Float64Array.from(times),
    refused,
    seconds: (performance.now() - begun) / 1000,
  };
}

/** Returns undefined once no path is left. */
function choosePaths(paths: readonly string[]): () => string | undefined {
  if (options.draw === "once") {
    let next = 0;
    return () => paths[next++];
  }
  const drawRank = createZipf(paths.length, new Random(options.seed, STREAM));
  return () => paths[drawRank()];
}

/** The time that this share of the sorted times does not exceed; 0 of none. */
function quantile(share: number): number {
  const time = times[Math.max(0, Math.ceil(times.length * share) - 1)] ?? 0;
  return round(time);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
