import type { Command } from "../common/command.ts";
import {
  forgettingToJson,
  formatForgetting,
} from "../ingest/forget/format-forgetting.ts";
import { FORGET_USAGE, parseForgetOptions } from "../ingest/forget/options.ts";
import { runWithProgress } from "./run-with-progress.ts";

/** A day, one forgetting, what has gone. */
export const forget: Command = {
  usage: FORGET_USAGE,
  async run(args) {
    const { json, waitSeconds, ...request } = parseForgetOptions(
      args,
      Date.now(),
    );
    await runWithProgress("forget", request, {
      title: "forget",
      waitSeconds,
      show(forgetting) {
        const text = json
          ? `${forgettingToJson(forgetting)}\n`
          : formatForgetting(forgetting);
        process.stdout.write(text);
      },
    });
  },
};
