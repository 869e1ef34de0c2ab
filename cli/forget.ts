import type { Command } from "../common/command.ts";
import { forget as forgetEvents } from "../ingest/forget/forget.ts";
import {
  forgettingToJson,
  formatForgetting,
} from "../ingest/forget/format-forgetting.ts";
import { FORGET_USAGE, parseForgetOptions } from "../ingest/forget/options.ts";
import { runWithProgress } from "./run-with-progress.ts";

/** A day, one forgetting, what has gone. */
export const forget: Command = {
  usage: FORGET_USAGE,
  async run(args, context) {
    const { json, waitSeconds, ...request } = parseForgetOptions(
      args,
      Date.now(),
    );
    await runWithProgress(context, {
      operation: "forget",
      title: "forget",
      waitSeconds,
      whenMissing: "fail",
      // What would go is counted between two runs.
      work: async ({ opened }, { observer, signal }) =>
        forgetEvents(await opened, request, observer, signal),
      show(forgetting) {
        const text = json
          ? `${forgettingToJson(forgetting)}\n`
          : formatForgetting(forgetting);
        context.stdout.write(text);
      },
    });
  },
};
