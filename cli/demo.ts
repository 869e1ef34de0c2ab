import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readAccess, type Access } from "../api/access/access.ts";
import { serve } from "../api/serve.ts";
import { openStore } from "../clickhouse/open-store.ts";
import type { Store } from "../clickhouse/store.ts";
import type { Command } from "../common/command.ts";
import { readConfig, type Config } from "../common/config.ts";
import { createLogger } from "../common/logger.ts";
import { packageRoot } from "../common/package-root.ts";
import { parseArguments } from "../common/parse-arguments.ts";
import { parseIngestOptions } from "../ingest/options.ts";
import { ProgressDisplay } from "../ingest/progress.ts";
import { formatSummary } from "../ingest/report.ts";
import { runIngest } from "../ingest/run.ts";
import { Activity } from "../owner/activity.ts";
import { serveOwner } from "../owner/serve-owner.ts";
import { WriterLock } from "../owner/writer-lock.ts";
import { catchStop, ignoreEchoes } from "./catch-stop.ts";

const SAMPLE = "bench/sample/events.jsonl.gz";

const CALL = "npx touchline demo";

const USAGE = `Usage: ${CALL}

Ingests the bundled sample into a database of its own, and answers at the
dashboard and the API until it is stopped; then removes the database.

  --help  print this

  HOST    the address it listens on (default: 127.0.0.1)
  PORT    the port (default: 5000; 0: any that is free)

Examples:
  ${CALL}
  PORT=8080 ${CALL}`;

/** The whole of Touchline on the bundled sample, in a database of its own. */
export const demo: Command = {
  usage: USAGE,
  async run(args) {
    parseArguments({ call: CALL, options: {} }, args);
    const settings = readConfig();
    const access = readAccess(settings);
    const folder = mkdtempSync(join(tmpdir(), "touchline-demo-"));
    const cancel = new AbortController();
    const release = catchStop(() => cancel.abort());
    try {
      const config = { ...settings, DATA_DIR: folder, CLICKHOUSE_URL: "" };
      await showSample(config, access, cancel.signal, release);
    } finally {
      rmSync(folder, { recursive: true, force: true });
      process.stdout.write("Stopped; the demo's database is removed.\n");
    }
  },
};

/** @param release lets go of the signals, once serving looks to them. */
async function showSample(
  config: Config,
  access: Access,
  signal: AbortSignal,
  release: () => void,
): Promise<void> {
  const store = await openStore(config);
  try {
    await ingestSample(store, signal);
    if (signal.aborted) return;
    const activity = new Activity();
    const owner = await serveOwner(
      store,
      new WriterLock(),
      activity,
      config.DATA_DIR,
    );
    try {
      const { url, stopping, ended } = await serve(store, config, {
        underWay: () => activity.current,
        access,
        logger: createLogger(config),
      });
      release();
      process.stdout.write(await welcome(store, url, config.DATA_DIR));
      await stopping;
      ignoreEchoes();
      await Promise.all([ended, owner.close("cancel")]);
    } finally {
      await owner.close("cancel");
    }
  } finally {
    await store.close();
  }
}

async function ingestSample(store: Store, signal: AbortSignal): Promise<void> {
  process.stdout.write(`Ingesting the sample, ${SAMPLE}\n`);
  const progress = new ProgressDisplay(process.stderr);
  const options = parseIngestOptions([join(packageRoot, SAMPLE)]);
  try {
    const request = { ...options, now: Date.now() };
    const summary = await runIngest(store, request, progress, signal);
    process.stdout.write(formatSummary(summary));
  } finally {
    progress.end();
  }
}

/** What to open first, with a day and a player of whom there is much to see. */
async function welcome(
  store: Store,
  url: string,
  folder: string,
): Promise<string> {
  const [best] = await store.query<{ day: string; player: string }>({
    name: "demo-places",
    sql: `SELECT
        (SELECT argMax(date, users) FROM (SELECT date, count() AS users FROM session_data_by_date GROUP BY date)) AS day,
        (SELECT argMax(user_id, total_points_home + total_points_away) FROM user_totals FINAL) AS player`,
  });
  const places = [
    ["the game, all time", "/api/game-stats"],
    ["the game, its busiest day", `/api/game-stats?date=${best?.day}`],
    ["its best player", `/api/user-stats?user_id=${best?.player}`],
  ];
  const lines = places.map(
    ([name = "", path]) => `  ${name.padEnd(27)}${url}${path}`,
  );
  return `
Touchline is up: ${url}/ is its dashboard. Three answers of its API:

${lines.join("\n")}

Its database takes SQL in another terminal:
  DATA_DIR=${folder} npx touchline sql "SHOW TABLES"

Ctrl-C stops it and removes the demo's database. Your own files:
  npx touchline ingest events.jsonl && npx touchline serve
`;
}
