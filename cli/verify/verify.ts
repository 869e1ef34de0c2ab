import type { Command } from "../framework/command.ts";
import { complainOf, parseArguments } from "../framework/parse-arguments.ts";
import { readWaitSeconds } from "../framework/wait-seconds.ts";
import { formatVerify } from "./format-verify.ts";
import { isSound, verify as verifyTables } from "../../upkeep/verify/verify.ts";
import { runWithProgress } from "../framework/run-with-progress.ts";

const CALL = "npx touchline verify";

const USAGE = `Usage: ${CALL} [options]

Computes facts from the stored raw events and aggregates from the facts, and
compares. Prints the first differences by table; exit status 1 if there are any.

  --repair        put derived tables right
  --accept-loss   with --repair: although raw events are missing, which are
                  then taken out of all sums
  --wait SECONDS  wait so long for a run to end (default: 0)
  --help          print this

Examples:
  ${CALL}
  ${CALL} --repair --wait 600`;

/** Compares what is stored with what it should be; may put it right. */
export const verify: Command = {
  usage: USAGE,
  async run(args, context) {
    const { values } = parseArguments(
      {
        call: CALL,
        options: {
          repair: { type: "boolean" },
          "accept-loss": { type: "boolean" },
          wait: { type: "string" },
        },
      },
      args,
    );
    const { repair = false, "accept-loss": acceptLoss = false } = values;
    if (acceptLoss && !repair)
      throw complainOf(CALL)("--accept-loss goes with --repair");
    const request = { repair, acceptLoss };
    await runWithProgress(context, {
      operation: "verify",
      title: "verify",
      waitSeconds: readWaitSeconds(values.wait, complainOf(CALL)),
      whenMissing: "fail",
      // A run that was published meanwhile would look like a fault.
      work: async ({ opened }, { observer, signal }) =>
        verifyTables(await opened, request, observer, signal),
      show(report) {
        context.stdout.write(formatVerify(report));
        if (!isSound(report)) context.exitCode = 1;
      },
    });
  },
};
