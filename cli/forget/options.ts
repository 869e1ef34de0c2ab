import { dayOf, parseDay } from "../../common/days.ts";
import { complainOf, parseArguments } from "../framework/parse-arguments.ts";
import { readWaitSeconds } from "../framework/wait-seconds.ts";

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

export const FORGET_USAGE = `Usage: ${CALL} [options]

Forgets the raw events from before a UTC day: session pings, and the rejected
lines of runs. Sessions, matches and all numbers stay. Only a backup brings back
what was forgotten, and pings from before that day, the horizon, are rejected from
then on. Does nothing where raw events from before that day were forgotten already.
Without a day it reports the horizon.

  --before DATE   the first UTC date (YYYY-MM-DD) whose raw events stay
  --days N        the same as a number of days before today, or before the day
                  of the newest session pings if that is earlier
  --reopen DATE   move the horizon back, where a wrong clock has moved it beyond
                  all session pings: those from DATE on are taken again
  --dry-run       print what would go, change nothing
  --wait SECONDS  wait so long for a run to end (default: 0)
  --json          print one JSON object to standard output, nothing else
  --help          print this

  RETENTION_DAYS  where set, each ingest and serve do this with --days of it

Examples:
  ${CALL} --days 90 --dry-run
  ${CALL} --before 2024-10-01 --wait 600`;

const complain = complainOf(CALL);

/**
 * Reads the arguments; throws bad_usage for what is wrong with them.
 * @param now the clock, Unix time in milliseconds.
 */
export function parseForgetOptions(
  args: readonly string[],
  now: number,
): ForgetOptions {
  const { values } = parseArguments(
    {
      call: CALL,
      options: {
        before: { type: "string" },
        days: { type: "string" },
        reopen: { type: "string" },
        "dry-run": { type: "boolean" },
        wait: { type: "string" },
        json: { type: "boolean" },
      },
    },
    args,
  );
  const { before, days, reopen } = values;
  const given = [before, days, reopen].filter((value) => value !== undefined);
  if (given.length > 1)
    throw complain("give only one of --before, --days and --reopen");
  if (reopen !== undefined && values["dry-run"])
    throw complain("--reopen forgets nothing: give it without --dry-run");
  return {
    ...(days !== undefined
      ? { days: daysOption(days) }
      : reopen !== undefined
        ? { reopen: dayOption("--reopen", reopen) }
        : { before: before === undefined ? 0 : beforeOption(before, now) }),
    dryRun: values["dry-run"] ?? false,
    json: values.json ?? false,
    waitSeconds: readWaitSeconds(values.wait, complain),
  };
}

function beforeOption(text: string, now: number): number {
  const day = dayOption("--before", text);
  if (day > dayOf(now / 1000))
    throw complain(
      `--before ${text} is later than today: events that are still to come would be rejected`,
    );
  return day;
}

function dayOption(option: string, text: string): number {
  const day = parseDay(text);
  if (day !== undefined && day > 0) return day;
  throw complain(
    `${option} ${text} is not a date from 1970-01-02 on, written as YYYY-MM-DD`,
  );
}

function daysOption(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw complain(`--days ${text} is no whole number from 1 to 99999`);
}
