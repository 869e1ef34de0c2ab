import type { Command } from "../common/command.ts";
import { parseReplayOptions, REPLAY_USAGE } from "../ingest/replay/options.ts";
import { formatReplay, replayToJson } from "../ingest/replay/report.ts";
import { runWithProgress } from "./run-with-progress.ts";

/** Arguments, one run over rejected lines, its summary. */
export const replay: Command = {
  usage: REPLAY_USAGE,
  async run(args) {
    const { json, waitSeconds, ...options } = parseReplayOptions(args);
    const request = {
      ...options,
      maxRejected: undefined,
      directory: process.cwd(),
      now: Date.now(),
    };
    await runWithProgress("replay", request, {
      title: "replay",
      waitSeconds,
      show(summary) {
        process.stderr.write(formatReplay(summary));
        if (json) process.stdout.write(`${replayToJson(summary)}\n`);
      },
    });
  },
};
