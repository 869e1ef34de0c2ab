import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { perform } from "../cli/framework/command.ts";
import {
  complainOf,
  parseArguments,
} from "../cli/framework/parse-arguments.ts";
import { runCommand } from "../cli/framework/run-command.ts";
import { startServer } from "./api/child-server.ts";
import { exportRows, prepareDatabase, touchline } from "./api/database.ts";
import { ask } from "./api/plan-asks.ts";
import { describeEnvironment } from "./harness/environment.ts";
import { log, print } from "./harness/print.ts";
import { saveFile } from "./harness/report.ts";
import { prepareSeason } from "./harness/season-file.ts";
import { formatTable } from "./harness/table.ts";
import { drawLoad } from "./overload/draw-load.ts";
import type { OfferOptions, OfferResult } from "./overload/offer.ts";
import { runOffer } from "./overload/run-offer.ts";

const CALL = "npm run bench:overload --";

const USAGE = `Usage: ${CALL} [--quick]

What becomes of requests when more are sent than the API can serve? Of a season
of 1,000,000 events, each request asks something that is not in memory. First
64 callers that wait for their answers find the capacity. Then 0.5 to 4 times
that are sent a second, whether answered or not, from a process of their own,
for 20 seconds each. Writes bench/results/overload.json and overload.svg.

  --quick  200000 events, 3 seconds each, no results written: does it all work?
  --help   print this`;

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
    quick ? 200_000 : 1_000_000,
    1,
    log,
  );
  const dataDir = await prepareDatabase(path, log);
  const folder = mkdtempSync(join(tmpdir(), "touchline-bench-overload-"));
  try {
    const users = join(folder, "users");
    const sql = "SELECT DISTINCT user_id FROM registration_data";
    exportRows(dataDir, sql, "TSV", users);
    const { capacity, loads } = await measure(dataDir, users, seconds);
    print(tableOf(capacity, loads, seconds));
    if (quick) return;
    const result = { part: "overload", ...describeEnvironment(), season };
    const content = { ...result, seconds, capacity, loads };
    saveFile("overload.json", `${JSON.stringify(content, null, 2)}\n`);
    const points = loads.map((load) => ({
      factor: load.factor,
      served: load.served / seconds,
      refused: load.refused / seconds,
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
  users: string,
  seconds: number,
): Promise<{ capacity: number; loads: Load[] }> {
  const server = await startServer(touchline("serve", dataDir));
  try {
    const { origin } = server;
    const { from, to } = JSON.parse(await ask(origin, "/api/daily")) as {
      from: string;
      to: string;
    };
    const offer = (rate: number, seed: number, seconds: number) => {
      const options: OfferOptions = {
        origin,
        users,
        from,
        to,
        seconds,
        seed,
        rate,
      };
      return runOffer(options);
    };
    log("warming up");
    await offer(0, 1, seconds / 2);
    log("finding the capacity");
    const { served } = await offer(0, 2, seconds);
    const capacity = served / seconds;
    const loads: Load[] = [];
    for (const [index, factor] of FACTORS.entries()) {
      log(`${factor} times ${Math.round(capacity)} requests a second`);
      const result = await offer(capacity * factor, 3 + index, seconds);
      loads.push({ factor, ...result });
    }
    return { capacity, loads };
  } finally {
    await server.stop();
  }
}

function tableOf(
  capacity: number,
  loads: readonly Load[],
  seconds: number,
): string {
  const rate = (count: number) =>
    Math.round(count / seconds).toLocaleString("en");
  const time = (milliseconds: number) => milliseconds.toFixed(0);
  const rows = loads.map((load) => [
    `${load.factor} × capacity`,
    rate(load.offered),
    rate(load.served),
    rate(load.refused),
    rate(load.failed),
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
