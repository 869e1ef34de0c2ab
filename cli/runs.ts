import { parseArgs } from "node:util";
import { readConfig } from "../common/config.ts";
import { TouchlineError } from "../common/errors.ts";
import { explainArguments } from "../common/explain-arguments.ts";
import { runCommand } from "../common/run-command.ts";
import { UNOBSERVED } from "../ingest/progress.ts";
import { formatRuns, runsToJson } from "../ingest/runs/format-runs.ts";
import { runOperation } from "../owner/run-operation.ts";

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 1_000_000;

const USAGE = `Usage: npm run runs -- [options]

Lists what has been published, the newest run first: when it started, what it
was, its state, lines, accepted, rejected by reason, and its files. In the
state publishing a run is being completed; reported is done, and told to its user.

  --limit N   so many runs (default: ${DEFAULT_LIMIT})
  --json      print one JSON array, nothing else
  --help      print this`;

await runCommand(async () => {
  const { values } = parse(process.argv.slice(2));
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const limit = limitOption(values.limit);
  const format = values.json
    ? (runs: Parameters<typeof runsToJson>[0]) => `${runsToJson(runs)}\n`
    : formatRuns;
  await runOperation(
    readConfig(),
    "runs",
    { limit },
    {
      title: "runs",
      observer: UNOBSERVED,
      // It takes milliseconds: Ctrl-C ends the process.
      signal: new AbortController().signal,
      waitSeconds: 0,
      show: (runs) => void process.stdout.write(format(runs)),
    },
  );
});

function limitOption(text: string | undefined): number {
  if (text === undefined) return DEFAULT_LIMIT;
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || limit > MAX_LIMIT)
    throw usage(`--limit ${text} is no number from 1 to ${MAX_LIMIT}`);
  return limit;
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        limit: { type: "string" },
        json: { type: "boolean" },
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
    `${what} (npm run runs -- --help lists the options)`,
  );
}
