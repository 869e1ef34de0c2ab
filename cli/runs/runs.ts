import { withReader } from "../../runs/make-readable.ts";
import type { Command } from "../framework/command.ts";
import { readConfig } from "../../common/settings/config.ts";
import { complainOf, parseArguments } from "../framework/parse-arguments.ts";
import { readWholeNumber } from "../framework/read-values.ts";
import { formatRuns, runsToJson } from "./format-runs.ts";
import { listRuns } from "../../runs/list-runs.ts";

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 1_000_000;

const CALL = "npx touchline runs";

const USAGE = `Usage: ${CALL} [options]

Lists the published runs, the newest first: start, command, state, lines,
accepted, rejected by reason, and files. A run in the state publishing is being
completed; reported is done, and its result was shown.

  --limit N   how many runs to list (default: ${DEFAULT_LIMIT})
  --json      print one JSON array, and nothing else
  --help      print this

Examples:
  ${CALL}
  ${CALL} --limit 1 --json`;

const LINE = {
  call: CALL,
  summary: "list the published runs",
  usage: USAGE,
  options: { limit: { type: "string" }, json: { type: "boolean" } },
} as const;

/** Lists the newest runs. */
export const runs: Command = {
  ...LINE,
  async run(args, context) {
    const { values } = parseArguments(LINE, args);
    const request = { limit: limitOption(values.limit) };
    const report = (text: string) => context.stderr.write(`${text}\n`);
    const found = await withReader(readConfig(context.env), report, (reader) =>
      listRuns(reader, request),
    );
    const text = values.json ? `${runsToJson(found)}\n` : formatRuns(found);
    context.stdout.write(text);
  },
};

function limitOption(text: string | undefined): number {
  if (text === undefined) return DEFAULT_LIMIT;
  return readWholeNumber("--limit", text, [1, MAX_LIMIT], complainOf(CALL));
}
