import { openStore } from "../clickhouse/open-store.ts";
import { readConfig } from "../common/config.ts";
import { runCommand } from "../common/run-command.ts";
import { parseOptions, USAGE } from "./options.ts";
import { ProgressDisplay } from "./progress.ts";
import { formatSummary, toJson } from "./report.ts";
import { reportRun, runIngest } from "./run.ts";

/** The ingest command: arguments, one run, its summary. */
async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const config = readConfig();
  const cancel = new AbortController();
  const stop = () => {
    cancel.abort();
    // A run may be waiting for input that nobody types.
    process.stdin.destroy();
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const store = await openStore(config);
  const progress = new ProgressDisplay(process.stderr);
  try {
    const request = { ...options, now: Date.now() };
    const summary = await runIngest(store, request, progress, cancel.signal);
    progress.end();
    process.stderr.write(formatSummary(summary));
    if (options.json) process.stdout.write(`${toJson(summary)}\n`);
    await reportRun(store, summary);
  } finally {
    progress.end();
    await store.close();
  }
}

await runCommand(main);
