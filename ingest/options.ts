import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { LAST_DAY, parseDay } from "../common/days.ts";
import { TouchlineError } from "../common/errors.ts";
import { explainArguments } from "../common/explain-arguments.ts";
import { explainWait, readWaitSeconds } from "../common/wait-seconds.ts";
import { DEFAULT_TIMEZONES } from "./timezones.ts";

/** How many rejected lines make a run fail. */
export type RejectLimit =
  { readonly lines: number } | { readonly share: number };

/** The options that every command with a run has. */
export interface RunOptions {
  readonly timezones: string;
  /** The UTC days taken, both inclusive, in days since 1970-01-01. */
  readonly firstDay: number;
  readonly lastDay: number;
  readonly workers: number;
  readonly dryRun: boolean;
  readonly json: boolean;
  /** How long to wait for another command that changes the database. */
  readonly waitSeconds: number;
}

/** What the ingest command was asked to do. */
export interface IngestOptions extends RunOptions {
  readonly files: readonly string[];
  readonly maxRejected: RejectLimit | undefined;
  readonly help: boolean;
}

export const USAGE = `Usage: npm run ingest -- [options] FILE…

Cleans event files and publishes them as one run. FILE is JSON Lines; *.json is
one JSON array, or values one after another; .gz behind either is decompressed;
- reads standard input.

  --timezones FILE      one {"country", "timezone"} a line (default: the bundled one)
  --from DATE           reject events before this UTC date (YYYY-MM-DD)
  --to DATE             reject events after this UTC date
  --workers N           threads that parse (default: all cores)
  --dry-run             clean and report, publish nothing
  --max-rejected N|P%   publish nothing when more lines are rejected: exit status 3
  --wait SECONDS        wait so long for another run to end (default: 0)
  --json                print one JSON object to standard output, nothing else
  --help                print this

Examples:
  npm run ingest -- events.jsonl
  npm run ingest -- --max-rejected 1% monday.jsonl.gz tuesday.jsonl.gz
  zcat events.jsonl.gz | npm run ingest -- --json -`;

const MAX_WORKERS = 256;

/** Reads the arguments; throws bad_usage for what is wrong with them. */
export function parseOptions(args: readonly string[]): IngestOptions {
  const { values, positionals } = parse(args);
  if (positionals.length === 0 && !values.help)
    throw usage("name at least one file, or - for standard input");
  if (positionals.filter((file) => file === "-").length > 1)
    throw usage("standard input (-) can be read only once");
  if (positionals.includes("")) throw usage("a file name is empty");
  return {
    ...readRunOptions(values, usage),
    files: positionals,
    maxRejected: limitOption(values["max-rejected"]),
    help: values.help ?? false,
  };
}

/** The values of these options as they were given. */
interface GivenRunOptions {
  readonly timezones?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly workers?: string | undefined;
  readonly "dry-run"?: boolean | undefined;
  readonly wait?: string | undefined;
  readonly json?: boolean | undefined;
}

/** @param usage makes the error for what is wrong with them. */
export function readRunOptions(
  values: GivenRunOptions,
  usage: (what: string) => TouchlineError,
): RunOptions {
  const dayOption = (name: string, text: string): number => {
    const day = parseDay(text);
    if (day === undefined)
      throw usage(`${name} ${text} is no date written as YYYY-MM-DD`);
    return day;
  };
  if (values.timezones === "") throw usage("a file name is empty");
  const firstDay =
    values.from === undefined ? 0 : dayOption("--from", values.from);
  const lastDay =
    values.to === undefined ? LAST_DAY : dayOption("--to", values.to);
  if (firstDay > lastDay)
    throw usage(`--from ${values.from} is after --to ${values.to}`);
  const workers = readWorkers(values.workers);
  if (workers === undefined)
    throw usage(
      `--workers ${values.workers} is no number from 1 to ${MAX_WORKERS}`,
    );
  const waitSeconds = readWaitSeconds(values.wait);
  if (waitSeconds === undefined) throw usage(explainWait(values.wait));
  return {
    timezones: values.timezones ?? DEFAULT_TIMEZONES,
    firstDay,
    lastDay,
    workers,
    dryRun: values["dry-run"] ?? false,
    json: values.json ?? false,
    waitSeconds,
  };
}

function readWorkers(text: string | undefined): number | undefined {
  if (text === undefined) return availableParallelism();
  const workers = Number(text);
  return /^\d+$/.test(text) && workers >= 1 && workers <= MAX_WORKERS
    ? workers
    : undefined;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        timezones: { type: "string" },
        from: { type: "string" },
        to: { type: "string" },
        workers: { type: "string" },
        "dry-run": { type: "boolean" },
        "max-rejected": { type: "string" },
        wait: { type: "string" },
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
    `${what} (npm run ingest -- --help lists the options)`,
  );
}

function limitOption(text: string | undefined): RejectLimit | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return { lines: Number(text) };
  const share = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1];
  if (share === undefined || Number(share) > 100)
    throw usage(
      `--max-rejected ${text} is neither a number of lines nor a share such as 1.5%`,
    );
  return { share: Number(share) / 100 };
}
