import type { Command } from "../framework/command.ts";
import {
  checkHorizon,
  retainedFrom,
} from "../../upkeep/forget/choose-horizon.ts";
import { forget as forgetEvents } from "../../upkeep/forget/forget.ts";
import { forgettingToJson, formatForgetting } from "./format-forgetting.ts";
import { reopen } from "../../upkeep/forget/reopen.ts";
import { FORGET, parseForgetOptions } from "./options.ts";
import { runWithProgress } from "../framework/run-with-progress.ts";

/** A day, one forgetting, what has gone. */
export const forget: Command = {
  ...FORGET,
  async run(args, context) {
    const now = Date.now();
    const options = parseForgetOptions(args, now);
    const { json, waitSeconds, dryRun } = options;
    await runWithProgress(context, {
      operation: "forget",
      title: "forget",
      waitSeconds,
      whenMissing: "fail",
      // What would go is counted between two runs.
      async work({ opened }, { observer, signal }) {
        const store = await opened;
        if ("reopen" in options)
          return reopen(store, options.reopen, observer, signal);
        const horizon =
          "days" in options
            ? await retainedFrom(store, { days: options.days, now })
            : await checkHorizon(store, options.before);
        const request = { horizon, dryRun };
        return forgetEvents(store, request, observer, signal);
      },
      show(forgetting) {
        const text = json
          ? `${forgettingToJson(forgetting)}\n`
          : formatForgetting(forgetting);
        context.stdout.write(text);
      },
    });
  },
};
