import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "../api/serve.ts";
import { openStore } from "../clickhouse/open-store.ts";
import type { Store } from "../clickhouse/store.ts";
import { readConfig } from "../common/config.ts";
import { packageRoot } from "../common/package-root.ts";
import { runCommand } from "../common/run-command.ts";
import { parseOptions } from "../ingest/options.ts";
import { ProgressDisplay } from "../ingest/progress.ts";
import { formatSummary } from "../ingest/report.ts";
import { runIngest } from "../ingest/run.ts";
import { serveOwner } from "../owner/serve-owner.ts";
import { WriterLock } from "../owner/writer-lock.ts";

const SAMPLE = "bench/sample/events.jsonl.gz";

/** The whole of Touchline on the bundled sample, in a database of its own. */
await runCommand(async () => {
  const folder = mkdtempSync(join(tmpdir(), "touchline-demo-"));
  const config = { ...readConfig(), DATA_DIR: folder, CLICKHOUSE_URL: "" };
  try {
    const store = await openStore(config);
    try {
      await ingestSample(store);
      const owner = await serveOwner(store, new WriterLock(), folder);
      try {
        const { url, stopping, ended } = await serve(store, config);
        process.stdout.write(await welcome(store, url, folder));
        await stopping;
        await Promise.all([ended, owner.close("cancel")]);
      } finally {
        await owner.close("cancel");
      }
      process.stdout.write("Stopped; the demo's database is removed.\n");
    } finally {
      await store.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

async function ingestSample(store: Store): Promise<void> {
  process.stdout.write(`Ingesting the sample, ${SAMPLE}\n`);
  const cancel = new AbortController();
  const stop = () => cancel.abort();
  process.on("SIGINT", stop).on("SIGTERM", stop);
  const progress = new ProgressDisplay(process.stderr);
  const options = parseOptions([join(packageRoot, SAMPLE)]);
  try {
    const request = { ...options, now: Date.now() };
    const summary = await runIngest(store, request, progress, cancel.signal);
    process.stdout.write(formatSummary(summary));
  } finally {
    progress.end();
    process.off("SIGINT", stop).off("SIGTERM", stop);
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
  DATA_DIR=${folder} npm run sql -- "SHOW TABLES"

Ctrl-C stops it and removes the demo's database. Your own files:
  npm run ingest -- events.jsonl && npm start
`;
}
