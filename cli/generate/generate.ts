import type { Command } from "../framework/command.ts";
import { GENERATE, readGeneratorOptions } from "./read-generator-options.ts";
import { printSeason, writeSeason } from "../../generate/write-season.ts";
import { catchStop } from "../framework/catch-stop.ts";

/** A made-up season, and what a run over it must count. */
export const generate: Command = {
  ...GENERATE,
  async run(args, context) {
    const options = readGeneratorOptions(args, Date.now() / 1000);
    const { out } = options;
    if (out === undefined) {
      await printSeason(options, context.stdout);
      return;
    }
    const cancel = new AbortController();
    const release = catchStop(context.signals, () => cancel.abort());
    try {
      const { lines } = await writeSeason(options, out, cancel.signal);
      context.stderr.write(
        `wrote ${lines} lines to ${out}, and their expected counts beside it\n`,
      );
    } finally {
      release();
    }
  },
};
