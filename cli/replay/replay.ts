import type { Command } from "../framework/command.ts";
import { replay as replayLines } from "../../ingest/replay/replay.ts";
import { parseReplayOptions, REPLAY } from "./options.ts";
import { formatReplay, replayToJson } from "./report.ts";
import { reportRun } from "../../runs/perform-run.ts";
import { runWithProgress } from "../framework/run-with-progress.ts";

/** Arguments, one run over rejected lines, its summary. */
export const replay: Command = {
  ...REPLAY,
  async run(args, context) {
    const { json, waitSeconds, ...options } = parseReplayOptions(
      args,
      context.env,
    );
    const request = {
      ...options,
      maxRejected: undefined,
      directory: context.directory,
      now: Date.now(),
    };
    await runWithProgress(context, {
      operation: "replay",
      title: "replay",
      waitSeconds,
      whenMissing: "fail",
      work: async ({ opened }, { observer, signal }) =>
        replayLines(await opened, request, observer, signal),
      show(summary) {
        context.stderr.write(formatReplay(summary));
        if (json) context.stdout.write(`${replayToJson(summary)}\n`);
      },
      shown: reportRun,
    });
  },
};
