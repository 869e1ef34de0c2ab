import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compareAnswers } from "../api/compare-answers.ts";
import {
  createBareKoa,
  createPostgresPeer,
  createTouchlineApi,
  missingForPeer,
  type ApiContender,
} from "../api/contenders.ts";
import { exportRows, prepareDatabase } from "../api/database.ts";
import {
  measureDuringIngest,
  type DuringIngest,
} from "../api/during-ingest.ts";
import {
  startLoad,
  type LoadOptions,
  type LoadResult,
  type Workload,
} from "../api/load.ts";
import { describeEnvironment } from "../harness/environment.ts";
import { log, print } from "../harness/print.ts";
import { saveFile } from "../harness/report.ts";
import { prepareSeason } from "../harness/season-file.ts";
import { spreadOf } from "../harness/stats.ts";
import { formatTable } from "../harness/table.ts";
import type { BenchOptions } from "../options.ts";

const CONNECTIONS = 64;

const WORKLOADS: Record<Workload, string> = {
  uniform: "user-stats, another user each time",
  zipf: "user-stats, users by Zipf's law (s = 1.1)",
  game: "game-stats",
  bare: "the limit: an answer as long, of nothing",
};

interface ApiResult {
  readonly workload: Workload;
  readonly label: string;
  readonly rounds: LoadResult[];
}

/** Requests over HTTP, against the same API on Fastify and PostgreSQL. */
export async function benchApi(options: BenchOptions): Promise<void> {
  const missing = missingForPeer();
  if (missing?.includes("npm ci")) {
    print(`api: left out, ${missing}`);
    return;
  }
  const { path, season } = await prepareSeason(
    options.events,
    options.seed,
    log,
  );
  const dataDir = await prepareDatabase(path, log);
  const folder = mkdtempSync(join(tmpdir(), "touchline-bench-api-"));
  try {
    const users = join(folder, "users");
    exportRows(
      dataDir,
      "SELECT DISTINCT user_id FROM registration_data",
      "TSV",
      users,
    );
    const load: Omit<LoadOptions, "origin"> = {
      workload: "uniform",
      users,
      connections: CONNECTIONS,
      seconds: options.save ? 8 : 2,
      warmUpSeconds: 1,
      seed: options.seed,
    };
    const peer = missing
      ? undefined
      : await createPostgresPeer(dataDir, folder);
    const results: ApiResult[] = [];
    try {
      const ours = createTouchlineApi(dataDir);
      if (peer) {
        const userIds = readFileSync(users, "utf8").trim().split("\n");
        const compared = await compareAnswers([ours, peer], userIds);
        log(`${compared} answers are the same`);
      }
      const contenders = [ours, ...(peer ? [peer] : []), createBareKoa()];
      await measureRounds(contenders, options.runs, load, results);
    } finally {
      await peer?.stop();
    }
    const during = await measureDuringIngest(path, folder, load);

    print(
      `\napi: ${season.users.toLocaleString("en")} users, ${CONNECTIONS} connections, ${options.runs} rounds of ${load.seconds} s in new processes; load generator on the same machine`,
    );
    print(formatApiResults(results));
    if (missing) print(`Fastify + PostgreSQL: left out, ${missing}`);
    print(formatDuring(during));
    if (!options.save) return;
    const content = {
      part: "api",
      ...describeEnvironment(),
      postgres: peer?.version ?? null,
      input: season,
      load: { ...load, users: undefined, workload: undefined },
      results,
      during,
    };
    saveFile("api.json", `${JSON.stringify(content, null, 2)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Measures all in turn, so that a machine that becomes slower does so for all. */
async function measureRounds(
  contenders: readonly ApiContender[],
  rounds: number,
  load: Omit<LoadOptions, "origin">,
  results: ApiResult[],
): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    for (const workload of Object.keys(WORKLOADS) as Workload[]) {
      const able = contenders.filter(({ workloads }) =>
        workloads.includes(workload),
      );
      if (round % 2 === 1) able.reverse();
      for (const contender of able) {
        const { label } = contender;
        const result = await measureOnce(contender, {
          ...load,
          workload,
          seed: load.seed + round,
        });
        log(
          `round ${round + 1} of ${rounds}, ${workload}, ${label}: ${result.requestsPerSecond.toFixed(0)}/s`,
        );
        const known = results.find(
          (known) => known.workload === workload && known.label === label,
        );
        if (known) known.rounds.push(result);
        else results.push({ workload, label, rounds: [result] });
      }
    }
  }
}

async function measureOnce(
  contender: ApiContender,
  load: Omit<LoadOptions, "origin">,
): Promise<LoadResult> {
  const server = await contender.start();
  try {
    return await startLoad({ ...load, origin: server.origin }).result;
  } finally {
    await server.stop();
  }
}

function formatApiResults(results: readonly ApiResult[]): string {
  const rows = (Object.keys(WORKLOADS) as Workload[]).flatMap((workload) => [
    [WORKLOADS[workload]],
    ...results
      .filter((result) => result.workload === workload)
      .map(({ label, rounds }) => {
        const rates = spreadOf(
          rounds.map(({ requestsPerSecond }) => requestsPerSecond),
        );
        return [
          `  ${label}`,
          count(rates.median),
          count(rates.min),
          count(rates.max),
          milliseconds(spreadOf(rounds.map(({ p50 }) => p50)).median),
          milliseconds(spreadOf(rounds.map(({ p99 }) => p99)).median),
        ];
      }),
  ]);
  return formatTable([["", "requests/s", "min", "max", "p50", "p99"], ...rows]);
}

function formatDuring({ before, during, ingestSeconds }: DuringIngest): string {
  const row = (name: string, { requestsPerSecond, p50, p99 }: LoadResult) => [
    name,
    count(requestsPerSecond),
    milliseconds(p50),
    milliseconds(p99),
  ];
  return formatTable([
    ["user-stats, another user each time", "requests/s", "p50", "p99"],
    row("  without a run", before),
    row(`  during a run of ${ingestSeconds.toFixed(1)} s`, during),
  ]);
}

function count(value: number): string {
  return Math.round(value).toLocaleString("en");
}

function milliseconds(value: number): string {
  return `${value} ms`;
}
