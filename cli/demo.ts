import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readAccess } from "../api/access/access.ts";
import { beginChange } from "../runs/begin-change.ts";
import { stopEngine } from "../clickhouse/place.ts";
import type { ReadStore } from "../clickhouse/connection/store.ts";
import type { Command, CommandContext } from "./framework/command.ts";
import type { Config } from "../common/settings/config.ts";
import { createLogger } from "../common/logger.ts";
import { packageRoot } from "../common/package-root.ts";
import { parseIngestOptions } from "./ingest/options.ts";
import { ProgressDisplay } from "./framework/progress-display.ts";
import { formatSummary } from "./ingest/report.ts";
import {
  LISTEN_OPTIONS,
  LISTEN_USAGE,
  readListenConfig,
} from "./serve/listen-options.ts";

const SAMPLE = "bench/sample/events.jsonl.gz";

const CALL = "npx touchline demo";

const USAGE = `Usage: ${CALL} [options]

Ingests the bundled sample into a database of its own, and serves the dashboard
and the API until it is stopped. Then it removes the database.

${LISTEN_USAGE}

Examples:
  ${CALL}
  ${CALL} --port 8080`;

const LINE = {
  call: CALL,
  summary: "try everything on the bundled sample, then remove it",
  usage: USAGE,
  options: LISTEN_OPTIONS,
} as const;

/** The whole of Touchline on the bundled sample, in a database of its own. */
export const demo: Command = {
  ...LINE,
  async run(args, context) {
    const { serveDatabase } = await import("./serve/serve-database.ts");
    const settings = readListenConfig(LINE, args, context);
    const access = readAccess(settings);
    const folder = mkdtempSync(join(tmpdir(), "touchline-demo-"));
    const config = { ...settings, DATA_DIR: folder, CLICKHOUSE_URL: "" };
    let begun = false;
    try {
      await serveDatabase(context, {
        ...{ config, access, logger: createLogger(config, context.stderr) },
        async prepare(signal) {
          begun = true;
          await ingestSample(context, config, signal);
        },
        async ready(url, { store }) {
          context.stdout.write(await welcome(store, url, folder));
        },
      });
    } finally {
      if (begun) await stopEngine(config);
      rmSync(folder, { recursive: true, force: true });
      if (begun)
        context.stdout.write("Stopped; the demo's database is removed.\n");
    }
  },
};

async function ingestSample(
  { stdout, stderr }: CommandContext,
  config: Config,
  signal: AbortSignal,
): Promise<void> {
  stdout.write(`Ingesting the sample, ${SAMPLE}\n`);
  const { runIngest } = await import("../ingest/run.ts");
  const progress = new ProgressDisplay(stderr);
  const database = beginChange(
    config,
    {
      ...{ operation: "ingest", title: `ingest ${SAMPLE}`, waitSeconds: 0 },
      ...{ signal, waiting: () => undefined, progress: () => progress.state },
    },
    "create",
  );
  const options = parseIngestOptions([join(packageRoot, SAMPLE)], {});
  try {
    const request = { ...options, now: Date.now() };
    const summary = await runIngest(
      ...([database, request, progress.observe, signal] as const),
    );
    stdout.write(formatSummary(summary));
  } finally {
    progress.end();
    await database.end();
  }
}

/** What to open first: the busiest day and the best player among them. */
async function welcome(
  store: ReadStore,
  url: string,
  folder: string,
): Promise<string> {
  const [best] = await store.query<{ day: string; player: string }>({
    name: "demo-places",
    sql: `SELECT
        (SELECT argMax(date, users) FROM (SELECT date, count() AS users FROM session_data GROUP BY date)) AS day,
        (SELECT argMax(user_id, points) FROM (SELECT user_id, sum(total_points_home + total_points_away) AS points FROM match_data GROUP BY user_id)) AS player`,
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
