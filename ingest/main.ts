import { openStore } from "../clickhouse/open-store.ts";
import { readConfig } from "../common/config.ts";
import { runCommand } from "../common/run-command.ts";
import { parseOptions, USAGE, type IngestOptions } from "./options.ts";
import { ProgressDisplay } from "./progress.ts";
import { formatSummary, toJson } from "./report.ts";
import { runIngest } from "./run.ts";
import { total, type RunSummary } from "./summary.ts";

/** The ingest command: arguments, one run, its summary. */
async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const summary = await ingest(options);
  process.stderr.write(formatSummary(summary));
  if (options.json) process.stdout.write(`${toJson(summary)}\n`);
  checkBalance(summary);
}

async function ingest(options: IngestOptions): Promise<RunSummary> {
  const config = readConfig();
  const cancel = new AbortController();
  process.once("SIGINT", () => cancel.abort());
  process.once("SIGTERM", () => cancel.abort());
  const store = await openStore(config);
  const progress = new ProgressDisplay(process.stderr);
  try {
    const request = { ...options, now: Date.now() };
    return await runIngest(store, request, progress, cancel.signal);
  } finally {
    progress.end();
    await store.close();
  }
}

function checkBalance({ lines, blank, accepted, rejected }: RunSummary): void {
  const sum = accepted + blank + total(rejected.map(({ count }) => count));
  if (sum !== lines)
    throw new Error(`${lines} lines were read, and ${sum} accounted for`);
}

await runCommand(main);
