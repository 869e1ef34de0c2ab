import { readFileSync } from "node:fs";
import autocannon from "autocannon";

// node load.mjs OPTIONS, as JSON: sends requests and prints what came of it
// as JSON. SIGTERM ends it early.

/** How sharply a few users are asked about more often than the others. */
const ZIPF_EXPONENT = 1.1;
/** The share of the users that only the warm-up asks about. */
const WARM_UP_SHARE = 0.1;

const options = JSON.parse(process.argv[2]);
const random = mulberry32(options.seed);
const users = shuffle(readFileSync(options.users, "utf8").trim().split("\n"));
const aside = Math.ceil(users.length * WARM_UP_SHARE);

if (options.warmUpSeconds > 0)
  await send(options.warmUpSeconds, users.slice(0, aside)).ended;
const { instance, ended } = send(options.seconds, users.slice(aside));
process.once("SIGTERM", () => instance.stop());
const { requests, latency, non2xx, errors } = await ended;
console.log(
  JSON.stringify({
    requestsPerSecond: requests.average,
    p50: latency.p50,
    p99: latency.p99,
    max: latency.max,
    failed: non2xx + errors,
  }),
);

function send(seconds, among) {
  const nextPath = paths(among);
  let instance;
  const ended = new Promise((resolve, reject) => {
    instance = autocannon(
      {
        url: options.origin,
        connections: options.connections,
        duration: seconds,
        requests: [
          { setupRequest: (request) => ({ ...request, path: nextPath() }) },
        ],
      },
      (error, result) => (error ? reject(error) : resolve(result)),
    );
  });
  return { instance, ended };
}

function paths(among) {
  const ofUser = (user) => `/api/user-stats?user_id=${user}`;
  let next = 0;
  switch (options.workload) {
    case "uniform":
      return () => ofUser(among[next++ % among.length]);
    case "zipf": {
      const pick = zipf(among.length);
      return () => ofUser(among[pick()]);
    }
    case "game":
      return () => "/api/game-stats";
    default:
      return () => "/";
  }
}

/** Picks from 0 to count - 1, the first most often. */
function zipf(count) {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let rank = 1; rank <= count; rank++)
    sums[rank - 1] = sum += rank ** -ZIPF_EXPONENT;
  return () => {
    const wanted = random() * sum;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle] < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

function shuffle(list) {
  for (let last = list.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [list[last], list[other]] = [list[other], list[last]];
  }
  return list;
}

/** The same numbers from 0 to 1 for a seed. */
function mulberry32(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
