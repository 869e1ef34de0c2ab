import type { Command } from "../framework/command.ts";
import { complainOf, parseArguments } from "../framework/parse-arguments.ts";
import { readWaitSeconds, readWholeNumber } from "../framework/read-values.ts";
import { LONGEST_SESSION_GAP } from "../../common/settings/config.ts";
import { formatVerify } from "./format-verify.ts";
import { isSound, verify as verifyTables } from "../../upkeep/verify/verify.ts";
import { runWithProgress } from "../framework/run-with-progress.ts";

const CALL = "npx touchline verify";

const USAGE = `Usage: ${CALL} [options]

Computes facts from the stored raw events and aggregates from the facts, and
compares them with the tables. Prints the first differences of each table; the
exit status is 1 if there are any.

  --repair         rebuild the tables that differ
  --accept-loss    with --repair: rebuild even if raw events are missing, which
                   removes them from all sums
  --session-gap N  with --repair: compute all sessions with a gap of N seconds
  --wait SECONDS   how long to wait for another run to end (default: 0)
  --help           print this

Examples:
  ${CALL}
  ${CALL} --repair --wait 600`;

const LINE = {
  call: CALL,
  summary: "compute all tables again and compare; --repair rebuilds them",
  usage: USAGE,
  options: {
    repair: { type: "boolean" },
    "accept-loss": { type: "boolean" },
    "session-gap": { type: "string" },
    wait: { type: "string" },
  },
} as const;

/** Compares the tables with the raw events; may rebuild them. */
export const verify: Command = {
  ...LINE,
  async run(args, context) {
    const { values } = parseArguments(LINE, args);
    const { repair = false, "accept-loss": acceptLoss = false } = values;
    if (acceptLoss && !repair)
      throw complainOf(CALL)("--accept-loss needs --repair");
    const sessionGap = readSessionGap(values["session-gap"], repair);
    const request = { repair, acceptLoss, sessionGap };
    await runWithProgress(context, {
      operation: "verify",
      title: "verify",
      waitSeconds: readWaitSeconds(values.wait, complainOf(CALL)),
      whenMissing: "fail",
      anySessionGap: sessionGap !== undefined,
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

/** In seconds; undefined where the option is not given. */
function readSessionGap(
  text: string | undefined,
  repair: boolean,
): number | undefined {
  const complain = complainOf(CALL);
  if (text === undefined) return undefined;
  if (!repair) throw complain("--session-gap needs --repair");
  return readWholeNumber(
    "--session-gap",
    text,
    [1, LONGEST_SESSION_GAP],
    complain,
  );
}
