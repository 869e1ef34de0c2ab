import { readConfig } from "../common/config.ts";
import { runCommand } from "../common/run-command.ts";
import { ProgressDisplay } from "../ingest/progress.ts";
import { parseReplayOptions, REPLAY_USAGE } from "../ingest/replay/options.ts";
import { formatReplay, replayToJson } from "../ingest/replay/report.ts";
import { runOperation } from "../owner/run-operation.ts";

/** The replay command: arguments, one run, its summary. */
await runCommand(async () => {
  const { help, json, waitSeconds, ...options } = parseReplayOptions(
    process.argv.slice(2),
  );
  if (help) {
    process.stdout.write(`${REPLAY_USAGE}\n`);
    return;
  }
  const cancel = new AbortController();
  const stop = () => cancel.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const progress = new ProgressDisplay(process.stderr);
  const request = {
    ...options,
    maxRejected: undefined,
    directory: process.cwd(),
    now: Date.now(),
  };
  try {
    await runOperation(readConfig(), "replay", request, {
      title: "replay",
      observer: progress,
      signal: cancel.signal,
      waitSeconds,
      show(summary) {
        progress.end();
        process.stderr.write(formatReplay(summary));
        if (json) process.stdout.write(`${replayToJson(summary)}\n`);
      },
    });
  } finally {
    progress.end();
  }
});
