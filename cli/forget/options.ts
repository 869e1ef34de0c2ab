import { dayOf } from "../../common/days.ts";
import { complainOf, parseArguments } from "../framework/parse-arguments.ts";
import {
  readDay,
  readWaitSeconds,
  readWholeNumber,
} from "../framework/read-values.ts";

/** What the forget command was asked to do. */
export type ForgetOptions = HowMuch & {
  /** Report what would go, and change nothing. */
  readonly dryRun: boolean;
  readonly json: boolean;
  /** How long to wait for another command that changes the database. */
  readonly waitSeconds: number;
};

/** The first UTC day whose raw events stay, or how many days' events do. */
type HowMuch =
  | {
      /** In days since 1970-01-01; 0 where nothing is to be forgotten. */
      readonly before: number;
    }
  | { readonly days: number }
  | {
      /** The day that the horizon is moved back to, in days since 1970-01-01. */
      readonly reopen: number;
    };

const CALL = "npx touchline forget";

const USAGE = `Usage: ${CALL} [options]

Deletes the raw events from before a UTC day, the horizon: session pings, and the
rejected lines of runs. Sessions, matches and all numbers stay. Pings from before
the horizon are rejected from then on. Only a backup has what was deleted.
Without a day it prints the horizon.

  --before DATE   the first UTC date (YYYY-MM-DD) whose raw events stay
  --days N        the same, as a number of days before today, or before the day of
                  the newest session pings if that is earlier
  --reopen DATE   move the horizon back to DATE after a wrong clock has moved it
                  past all session pings: pings from DATE on are accepted again
  --dry-run       print what would be deleted, and change nothing
  --wait SECONDS  how long to wait for another run to end (default: 0)
  --json          print one JSON object to standard output, and nothing else
  --help          print this

  RETENTION_DAYS  if set, ingest and serve do this with --days RETENTION_DAYS

Examples:
  ${CALL} --days 90 --dry-run
  ${CALL} --before 2024-10-01 --wait 600`;

const complain = complainOf(CALL);

/** The command but for its work. */
export const FORGET = {
  call: CALL,
  summary: "delete raw events from before a day; all numbers stay",
  usage: USAGE,
  options: {
    before: { type: "string" },
    days: { type: "string" },
    reopen: { type: "string" },
    "dry-run": { type: "boolean" },
    wait: { type: "string" },
    json: { type: "boolean" },
  },
} as const;

/**
 * Reads the arguments; throws bad_usage for what is wrong with them.
 * @param now the clock, Unix time in milliseconds.
 */
export function parseForgetOptions(
  args: readonly string[],
  now: number,
): ForgetOptions {
  const { values } = parseArguments(FORGET, args);
  const { before, days, reopen } = values;
  const given = [before, days, reopen].filter((value) => value !== undefined);
  if (given.length > 1)
    throw complain("give only one of --before, --days and --reopen");
  if (reopen !== undefined && values["dry-run"])
    throw complain("--reopen forgets nothing: give it without --dry-run");
  return {
    ...(days !== undefined
      ? { days: readWholeNumber("--days", days, [1, 99_999], complain) }
      : reopen !== undefined
        ? { reopen: readDay("--reopen", reopen, complain, 1) }
        : { before: before === undefined ? 0 : beforeOption(before, now) }),
    dryRun: values["dry-run"] ?? false,
    json: values.json ?? false,
    waitSeconds: readWaitSeconds(values.wait, complain),
  };
}

function beforeOption(text: string, now: number): number {
  const day = readDay("--before", text, complain, 1);
  if (day > dayOf(now / 1000))
    throw complain(
      `--before ${text} is later than today: events that are still to come would be rejected`,
    );
  return day;
}
