import { readConfig } from "../common/config.ts";
import { runCommand } from "../common/run-command.ts";
import { parseOptions, USAGE } from "../ingest/options.ts";
import { ProgressDisplay } from "../ingest/progress.ts";
import { formatSummary, toJson } from "../ingest/report.ts";
import { runOperation } from "../owner/run-operation.ts";

/** The ingest command: arguments, one run, its summary. */
await runCommand(async () => {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const { files, waitSeconds, json } = options;
  const config = readConfig();
  const cancel = new AbortController();
  const stop = () => {
    cancel.abort();
    // A run may be waiting for input that nobody types.
    process.stdin.destroy();
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const progress = new ProgressDisplay(process.stderr);
  const request = {
    ...options,
    directory: process.cwd(),
    now: Date.now(),
  };
  try {
    await runOperation(config, "ingest", request, {
      title: `ingest ${files.join(" ")}`,
      observer: progress,
      signal: cancel.signal,
      waitSeconds,
      show(summary) {
        progress.end();
        process.stderr.write(formatSummary(summary));
        if (json) process.stdout.write(`${toJson(summary)}\n`);
      },
    });
  } finally {
    progress.end();
  }
});
