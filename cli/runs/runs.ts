import { withReader } from "../../runs/make-readable.ts";
import type { Command } from "../framework/command.ts";
import { readConfig } from "../../common/config.ts";
import { complainOf, parseArguments } from "../framework/parse-arguments.ts";
import { formatRuns, runsToJson } from "./format-runs.ts";
import { listRuns } from "../../runs/list-runs.ts";

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 1_000_000;

const CALL = "npx touchline runs";

const USAGE = `Usage: ${CALL} [options]

Lists what has been published, the newest run first: when it started, what it
was, its state, lines, accepted, rejected by reason, and its files. In the
state publishing a run is being completed; reported is done, and its user has
seen the result.

  --limit N   so many runs (default: ${DEFAULT_LIMIT})
  --json      print one JSON array, nothing else
  --help      print this

Examples:
  ${CALL}
  ${CALL} --limit 1 --json`;

/** Lists the newest runs. */
export const runs: Command = {
  usage: USAGE,
  async run(args, context) {
    const { values } = parseArguments(
      {
        call: CALL,
        options: { limit: { type: "string" }, json: { type: "boolean" } },
      },
      args,
    );
    const request = { limit: limitOption(values.limit) };
    const found = await withReader(readConfig(context.env), (reader) =>
      listRuns(reader, request),
    );
    const text = values.json ? `${runsToJson(found)}\n` : formatRuns(found);
    context.stdout.write(text);
  },
};

function limitOption(text: string | undefined): number {
  if (text === undefined) return DEFAULT_LIMIT;
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw complainOf(CALL)(`--limit ${text} is no number from 1 to ${MAX_LIMIT}`);
}
