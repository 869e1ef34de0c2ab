import { parseArgs } from "node:util";
import { readConfig } from "../common/config.ts";
import { TouchlineError } from "../common/errors.ts";
import { explainArguments } from "../common/explain-arguments.ts";
import { runCommand } from "../common/run-command.ts";
import { explainWait, readWaitSeconds } from "../common/wait-seconds.ts";
import { ProgressDisplay } from "../ingest/progress.ts";
import { formatVerify } from "../ingest/verify/format-verify.ts";
import { isSound } from "../ingest/verify/verify.ts";
import { runOperation } from "../owner/run-operation.ts";

const USAGE = `Usage: npm run verify -- [options]

Computes facts from the stored raw events and aggregates from the facts, and
compares. Prints the first differences by table; exit status 1 if there are any.

  --repair        put derived tables right
  --wait SECONDS  wait so long for a run to end (default: 0)
  --help          print this`;

await runCommand(async () => {
  const { values } = parse(process.argv.slice(2));
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const waitSeconds = readWaitSeconds(values.wait);
  if (waitSeconds === undefined) throw usage(explainWait(values.wait));
  const cancel = new AbortController();
  const stop = () => cancel.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const progress = new ProgressDisplay(process.stderr);
  try {
    const request = { repair: values.repair ?? false };
    await runOperation(readConfig(), "verify", request, {
      title: "verify",
      observer: progress,
      signal: cancel.signal,
      waitSeconds,
      show(report) {
        progress.end();
        process.stdout.write(formatVerify(report));
        if (!isSound(report)) process.exitCode = 1;
      },
    });
  } finally {
    progress.end();
  }
});

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        repair: { type: "boolean" },
        wait: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw usage(explainArguments(error));
  }
}

function usage(what: string): TouchlineError {
  return new TouchlineError(
    "bad_usage",
    `${what} (npm run verify -- --help lists the options)`,
  );
}
