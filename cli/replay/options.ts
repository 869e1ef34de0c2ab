import { complainOf, parseArguments } from "../framework/parse-arguments.ts";
import {
  readRunOptions,
  RUN_OPTIONS,
  type RunOptions,
} from "../ingest/options.ts";
import { REASONS, type Reason } from "../../common/reasons.ts";
import { verdictOf } from "../../ingest/parse/rules.ts";

/** What the replay command was asked to do. */
export interface ReplayOptions extends RunOptions {
  readonly reasons: readonly Reason[];
  readonly run: number | undefined;
}

/** Found in one event alone, so that a replay may have another result. */
const REPLAYABLE = REASONS.slice(0, verdictOf("duplicate_event"));

/** The user chose the window, so its lines are replayed only on request. */
const USUAL = REPLAYABLE.filter((reason) => reason !== "outside_window");

const CALL = "npx touchline replay";

const USAGE = `Usage: ${CALL} [options]

Applies the rules to rejected lines again, for example with another timezones
file, as one run. A line that is rejected again gets its new reason. If the result
of no line changes, nothing is published.

  --reason R            lines rejected for this reason; may be repeated (default:
                        all reasons found in one event alone, but outside_window)
  --run ID              only lines of this run
  --timezones FILE      one {"country", "timezone"} a line (default: TIMEZONES,
                        else the bundled file of all countries)
  --from DATE           reject events before this UTC date (YYYY-MM-DD)
  --to DATE             reject events after this UTC date
  --workers N           threads that parse (default: all cores)
  --dry-run             judge and report, publish nothing
  --wait SECONDS        how long to wait for another run to end (default: 0)
  --json                print one JSON object to standard output, and nothing else
  --help                print this

Examples:
  ${CALL} --reason unknown_country --timezones timezones.jsonl
  ${CALL} --run 12 --dry-run`;

const complain = complainOf(CALL);

/** The command but for its work. */
export const REPLAY = {
  call: CALL,
  summary: "apply the rules to rejected lines again",
  usage: USAGE,
  options: {
    ...RUN_OPTIONS,
    reason: { type: "string", multiple: true },
    run: { type: "string" },
  },
} as const;

/** Reads the arguments; throws bad_usage for what is wrong with them. */
export function parseReplayOptions(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): ReplayOptions {
  const { values } = parseArguments(REPLAY, args);
  return {
    ...readRunOptions(values, complain, env),
    reasons: values.reason ? values.reason.map(reasonOption) : USUAL,
    run: runOption(values.run),
  };
}

function reasonOption(text: string): Reason {
  const reason = REASONS.find((known) => known === text);
  if (reason === undefined)
    throw complain(`--reason ${text} is none of ${REPLAYABLE.join(", ")}`);
  if (reason === "duplicate_event")
    throw complain(
      "--reason duplicate_event cannot be replayed: it is final, the event with this id is stored already",
    );
  if (reason === "outside_retention")
    throw complain(
      "--reason outside_retention cannot be replayed: send such events again once npx touchline forget --reopen has moved the horizon back",
    );
  if (!REPLAYABLE.includes(reason))
    throw complain(
      `--reason ${reason} needs no replay: such events are held, and every run judges them again by itself`,
    );
  return reason;
}

function runOption(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const run = Number(text);
  if (!/^\d+$/.test(text) || run < 1 || run >= 2 ** 32)
    throw complain(
      `--run ${text} is not the number of a run (npx touchline runs lists them)`,
    );
  return run;
}
