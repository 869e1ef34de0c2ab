import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { perform } from "../cli/framework/command.ts";
import {
  complainOf,
  parseArguments,
} from "../cli/framework/parse-arguments.ts";
import { runCommand } from "../cli/framework/run-command.ts";
import { createTouchlineApi } from "./api/contenders.ts";
import { prepareDatabase } from "./api/database.ts";
import { readFacts } from "./api/read-facts.ts";
import { describeEnvironment } from "./harness/environment.ts";
import { log, print } from "./harness/print.ts";
import { saveFile } from "./harness/report.ts";
import { prepareSeason } from "./harness/season-file.ts";
import { formatTable } from "./harness/table.ts";
import { drawLoad } from "./overload/draw-load.ts";
import type { OfferResult } from "./overload/offer.ts";
import { runOffer } from "./overload/run-offer.ts";

const CALL = "npm run bench:overload --";

const USAGE = `Usage: ${CALL} [--quick]

Measures what happens when more requests are sent than the API can serve. The
data is a season of 4,000,000 events; no answer is requested twice. First, 64
callers that wait for their answers find the capacity. Then 0.5 to 4 times as
many requests are sent a second, whether answered or not, for 20 seconds each,
from a process of their own. The API is started anew for each load. Writes
bench/results/overload.json and overload.svg.

  --quick  200000 events, 3 seconds each, no results written: does it all work?
  --help   print this`;

/** The rate of callers that wait for each answer. */
const AS_ANSWERED = 0;

/** The share of the users that only the warm-up asks about. */
const WARM_UP_SHARE = 0.1;

const FACTORS = [0.5, 1, 1.5, 2, 3, 4];

/** What came of one load. */
interface Load extends OfferResult {
  readonly factor: number;
}

await runCommand(() => perform({ usage: USAGE, run }, process.argv.slice(2)));

async function run(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArguments(
    { call: CALL, options: { quick: { type: "boolean" } } },
    args,
  );
  if (positionals.length > 0)
    throw complainOf(CALL)(`unexpected ${positionals[0]}`);
  const quick = values.quick ?? false;
  const seconds = quick ? 3 : 20;
  const { path, season } = await prepareSeason(
    quick ? 200_000 : 4_000_000,
    1,
    log,
  );
  const dataDir = await prepareDatabase(path, log);
  const folder = mkdtempSync(join(tmpdir(), "touchline-bench-overload-"));
  try {
    const { capacity, loads } = await measure(dataDir, folder, seconds);
    print(tableOf(capacity, loads));
    if (quick) return;
    const result = { part: "overload", ...describeEnvironment(), season };
    const content = { ...result, seconds, capacity, loads };
    saveFile("overload.json", `${JSON.stringify(content, null, 2)}\n`);
    const points = loads.map((load) => ({
      factor: load.factor,
      served: load.served / load.seconds,
      refused: load.refused / load.seconds,
      p99: load.servedP99,
    }));
    saveFile("overload.svg", drawLoad(capacity, points));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Finds the capacity, in requests a second, and offers multiples of it. */
async function measure(
  dataDir: string,
  folder: string,
  seconds: number,
): Promise<{ capacity: number; loads: Load[] }> {
  const { users, days } = readFacts(dataDir, folder);
  const aside = Math.ceil(users.length * WARM_UP_SHARE);
  const warmUpUsers = join(folder, "warm-up-users");
  const otherUsers = join(folder, "other-users");
  writeFileSync(warmUpUsers, users.slice(0, aside).join("\n"));
  writeFileSync(otherUsers, users.slice(aside).join("\n"));
  const api = createTouchlineApi(dataDir);

  const offer = async (rate: number, seed: number): Promise<OfferResult> => {
    const server = await api.start();
    const options = { origin: server.origin, days, seed };
    try {
      await runOffer({
        ...options,
        users: warmUpUsers,
        rate: AS_ANSWERED,
        seconds: seconds / 4,
      });
      return await runOffer({ ...options, users: otherUsers, rate, seconds });
    } finally {
      await server.stop();
    }
  };
  log("finding the capacity");
  const { served, seconds: taken } = await offer(AS_ANSWERED, 1);
  const capacity = served / taken;
  const loads: Load[] = [];
  for (const [index, factor] of FACTORS.entries()) {
    log(`${factor} times ${Math.round(capacity)} requests a second`);
    const result = await offer(capacity * factor, 2 + index);
    loads.push({ factor, ...result });
  }
  return { capacity, loads };
}

function tableOf(capacity: number, loads: readonly Load[]): string {
  const whole = (value: number) => Math.round(value).toLocaleString("en");
  const time = (milliseconds: number) => milliseconds.toFixed(0);
  const rows = loads.map((load) => [
    `${load.factor} × capacity`,
    whole(load.factor * capacity),
    ...[load.served, load.refused, load.failed].map((count) =>
      whole(count / load.seconds),
    ),
    time(load.servedP50),
    time(load.servedP99),
    load.refused > 0 ? time(load.refusedP99) : "–",
  ]);
  const head = [
    `capacity ${Math.round(capacity).toLocaleString("en")}/s`,
    "offered/s",
    "served/s",
    "refused/s",
    "failed/s",
    "p50 ms",
    "p99 ms",
    "refused p99 ms",
  ];
  return formatTable([head, ...rows]);
}
