import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compareAnswers } from "../api/compare-answers.ts";
import { createTouchlineApi, type ApiContender } from "../api/contenders.ts";
import { prepareDatabase } from "../api/database.ts";
import { measureDuringIngest } from "../api/during-ingest.ts";
import {
  formatDuring,
  formatEndpoints,
  formatRefused,
} from "../api/format-results.ts";
import {
  measureEndpoints,
  type EndpointResult,
  type MeasureOptions,
} from "../api/measure-endpoints.ts";
import { planRequests, type EndpointPlan } from "../api/plan-requests.ts";
import {
  createPostgresPeer,
  missingForPeer,
  type PostgresPeer,
} from "../api/postgres-peer.ts";
import { readFacts } from "../api/read-facts.ts";
import { formatSizes, type ApiSize } from "../api/sizes.ts";
import { describeEnvironment } from "../harness/environment.ts";
import { log, print } from "../harness/print.ts";
import { prepareSeason } from "../harness/season-file.ts";
import { keepSize } from "../harness/sizes.ts";
import type { BenchOptions } from "../options.ts";

/** The run beside the requests copies its events, so it gets no more of them. */
const MOST_EVENTS_DURING_INGEST = 4_000_000;

/** Requests over HTTP, against the same API on Fastify and PostgreSQL. */
export async function benchApi(options: BenchOptions): Promise<void> {
  const missing = missingForPeer();
  if (missing) print(`Fastify + PostgreSQL: left out, ${missing}`);
  const { path, season } = await prepareSeason(
    options.events,
    options.seed,
    log,
  );
  const dataDir = await prepareDatabase(path, log);
  const load: MeasureOptions = {
    rounds: options.runs,
    seconds: options.save ? 2 : 1,
    warmUpSeconds: 0.5,
    seed: options.seed,
  };
  const folder = mkdtempSync(join(tmpdir(), "touchline-bench-api-"));
  try {
    const plans = planRequests(readFacts(dataDir, folder), options.seed);
    if (!missing) log("copying the rows into PostgreSQL");
    const peer = missing
      ? undefined
      : await createPostgresPeer(dataDir, folder);
    let results: EndpointResult[];
    try {
      const ours = createTouchlineApi(dataDir);
      results = await compareAndMeasure(
        peer ? [ours, peer] : [ours],
        plans,
        load,
      );
    } finally {
      await peer?.stop();
    }
    const during =
      options.events > MOST_EVENTS_DURING_INGEST
        ? null
        : await measureDuringIngest(path, folder, load);

    print(
      `\napi: ${season.events.toLocaleString("en")} events of ${season.users.toLocaleString("en")} users in ${season.days} days, ${load.rounds} rounds of ${load.seconds} s; load generator on the same machine`,
    );
    print(`${formatEndpoints(results)}\n${formatRefused(results)}`);
    if (peer) print(`${describeFill(peer)}\n`);
    if (during) print(formatDuring(during));
    if (!options.save) return;
    const sizes = keepSize<ApiSize>("api", {
      input: season,
      ...describeEnvironment(),
      postgres: peer?.version ?? null,
      postgresFillSeconds: peer?.fillSeconds ?? null,
      load,
      results,
      during,
    });
    if (sizes.length > 1) print(`\n${formatSizes(sizes)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compareAndMeasure(
  contenders: readonly ApiContender[],
  plans: readonly EndpointPlan[],
  load: MeasureOptions,
): Promise<EndpointResult[]> {
  log("comparing answers");
  const compared = await compareAnswers(contenders, plans);
  log(`${compared} answers are the same`);
  return measureEndpoints(contenders, plans, load);
}

function describeFill({ fillSeconds: { tables, summaries } }: PostgresPeer) {
  return `PostgreSQL: ${tables.toFixed(1)} s to copy and index the rows, ${summaries.toFixed(1)} s to refresh the summaries, which each change of the rows requires`;
}
