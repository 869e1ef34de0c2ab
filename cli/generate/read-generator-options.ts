import { dayOf, formatDay } from "../../common/days.ts";
import { complainOf, parseArguments } from "../framework/parse-arguments.ts";
import { readDay, readWholeNumber } from "../framework/read-values.ts";
import { readTimezones } from "../../ingest/parse/timezones.ts";
import { DIRT_KINDS, type DirtKind } from "../../generate/dirt.ts";
import type { GeneratorOptions } from "../../generate/generate-season.ts";

const CALL = "npx touchline generate";

const USAGE = `Usage: ${CALL} --events N [options]

Writes a synthetic season of N events, nearly in time order. The same options
give the same bytes.

  --events N         how many events are accepted, exactly
  --seed S           another seed, another season (default 1)
  --users U          how many users register (default: one for 32 events)
  --days D           how many days it lasts (default 28)
  --start DATE       its first day (default 2024-10-07)
  --dirt SHARE       0 to 1 (default 0): the number of extra lines for each event
                     that are rejected or blank, each reason in turn, and the
                     share of events that are spelled in another way
  --dirt-kinds K,…   only lines that are rejected for these reasons, or blank
  --timezones FILE   the countries that users come from (default: US, JP, DE, IT)
  --out FILE         where to write, compressed if its name ends in .gz; what
                     a run must count goes to FILE.expected.json beside it
                     (default, and -: standard output, without the counts)
  --help             print this

Examples:
  ${CALL} --events 1000000 --out season.jsonl.gz
  ${CALL} --events 50000 --dirt 0.02 --seed 7 --out dirty.jsonl
  ${CALL} --events 50000 --dirt 0.1 --dirt-kinds malformed_json,blank --out odd.jsonl
  ${CALL} --events 1000 | npx touchline ingest -`;

const USUAL_COUNTRIES = ["US", "JP", "DE", "IT"];

/** In a real season, one event of 30 is a registration. */
const EVENTS_A_USER = 32;
/** What users can play without being in the game all day. */
const MAX_EVENTS_A_USER_AND_DAY = 200;

const badUsage = complainOf(CALL);

/** What the generate command was asked to do. */
export interface GeneratorCommand extends GeneratorOptions {
  /** Where the lines go; undefined: to standard output. */
  readonly out: string | undefined;
}

/** The command but for its work. */
export const GENERATE = {
  call: CALL,
  summary: "write a synthetic season of any size",
  usage: USAGE,
  options: {
    events: { type: "string" },
    seed: { type: "string" },
    users: { type: "string" },
    days: { type: "string" },
    start: { type: "string" },
    dirt: { type: "string" },
    "dirt-kinds": { type: "string" },
    timezones: { type: "string" },
    out: { type: "string" },
  },
} as const;

/**
 * Reads the arguments; `now` is Unix time in seconds. Throws bad_usage for
 * what is wrong with them, and input_failed for a wrong timezones file.
 */
export function readGeneratorOptions(
  args: readonly string[],
  now: number,
): GeneratorCommand {
  const { values: given } = parseArguments(GENERATE, args);
  if (given.events === undefined)
    throw badUsage("give the number of events with --events N");
  const events = readInteger("events", given.events, 1, 2 ** 32 - 1);
  const defaultUsers = Math.max(1, Math.round(events / EVENTS_A_USER));
  const users = readInteger("users", given.users ?? defaultUsers, 1, events);
  const days = readInteger("days", given.days ?? 28, 1, 65_535);
  const least = Math.ceil(events / (1 + days * MAX_EVENTS_A_USER_AND_DAY));
  if (users < least) {
    throw badUsage(
      `--users ${users} is too few for ${events} events in ${days} days: give at least ${least}`,
    );
  }
  return {
    events,
    users,
    days,
    firstDay: readStart(given.start ?? "2024-10-07", days, now),
    seed: readInteger("seed", given.seed ?? 1, 0, Number.MAX_SAFE_INTEGER),
    dirt: readShare("dirt", given.dirt ?? "0"),
    dirtKinds: readKinds(given["dirt-kinds"]),
    countries:
      given.timezones === undefined
        ? USUAL_COUNTRIES
        : [...readTimezones(given.timezones).keys()],
    out: given.out === "-" ? undefined : given.out,
  };
}

const readInteger = (
  name: string,
  given: string | number,
  least: number,
  most: number,
): number =>
  readWholeNumber(`--${name}`, String(given), [least, most], badUsage);

function readShare(name: string, given: string): number {
  const value = /^(\d+\.?\d*|\.\d+)$/.test(given) ? Number(given) : NaN;
  if (value >= 0 && value <= 1) return value;
  throw badUsage(`--${name} ${given} is not a number from 0 to 1`);
}

function readKinds(list: string | undefined): readonly DirtKind[] {
  if (list === undefined) return DIRT_KINDS;
  return list.split(",").map((name) => {
    const kind = DIRT_KINDS.find((known) => known === name);
    if (kind) return kind;
    throw badUsage(`--dirt-kinds ${name} is none of ${DIRT_KINDS.join(", ")}`);
  });
}

/** A season must be over: events ahead of the clock would be rejected. */
function readStart(given: string, days: number, now: number): number {
  const start = readDay("--start", given, badUsage, 1);
  const today = dayOf(now);
  if (start + days > today) {
    throw badUsage(
      `${days} days from ${given} are not over: start by ${formatDay(Math.max(1, today - days))}, or give fewer --days`,
    );
  }
  return start;
}
