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

/** Decided by one event alone, so that a replay may decide otherwise. */
const REPLAYABLE = REASONS.slice(0, verdictOf("duplicate_event"));

/** A window was asked for, so its lines come back only when asked for. */
const USUAL = REPLAYABLE.filter((reason) => reason !== "outside_window");

const CALL = "npx touchline replay";

export const REPLAY_USAGE = `Usage: ${CALL} [options]

Sends rejected lines through the rules again, with another timezones file say,
as one run. A line that is rejected again has its new reason; when no line
comes to another end nothing is published.

  --reason R            lines rejected for this reason; may be repeated (default:
                        all that one event alone decides, but outside_window)
  --run ID              lines of this run only
  --timezones FILE      one {"country", "timezone"} a line (default: the bundled one)
  --from DATE           reject events before this UTC date (YYYY-MM-DD)
  --to DATE             reject events after this UTC date
  --workers N           threads that parse (default: all cores)
  --dry-run             judge and report, publish nothing
  --wait SECONDS        wait so long for another run to end (default: 0)
  --json                print one JSON object to standard output, nothing else
  --help                print this

Examples:
  ${CALL} --reason unknown_country --timezones timezones.jsonl
  ${CALL} --run 12 --dry-run`;

const complain = complainOf(CALL);

/** Reads the arguments; throws bad_usage for what is wrong with them. */
export function parseReplayOptions(args: readonly string[]): ReplayOptions {
  const { values } = parseArguments(
    {
      call: CALL,
      options: {
        ...RUN_OPTIONS,
        reason: { type: "string", multiple: true },
        run: { type: "string" },
      },
    },
    args,
  );
  return {
    ...readRunOptions(values, complain),
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
      `--run ${text} is no number of a run (npx touchline runs lists them)`,
    );
  return run;
}
