import { availableParallelism } from "node:os";
import { LAST_DAY, parseDay } from "../../common/days.ts";
import {
  complainOf,
  parseArguments,
  type Complaint,
} from "../framework/parse-arguments.ts";
import { readWaitSeconds } from "../framework/wait-seconds.ts";
import type { RejectLimit } from "../../ingest/run-request.ts";
import { DEFAULT_TIMEZONES } from "../../ingest/parse/timezones.ts";

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
}

const CALL = "npx touchline ingest";

export const INGEST_USAGE = `Usage: ${CALL} [options] FILE…

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
  ${CALL} events.jsonl
  ${CALL} --max-rejected 1% monday.jsonl.gz tuesday.jsonl.gz
  ${CALL} --dry-run --timezones timezones.jsonl events.json
  zcat events.jsonl.gz | ${CALL} --json -`;

/** The options that every command with a run takes. */
export const RUN_OPTIONS = {
  timezones: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
  workers: { type: "string" },
  "dry-run": { type: "boolean" },
  wait: { type: "string" },
  json: { type: "boolean" },
} as const;

const complain = complainOf(CALL);

const MAX_WORKERS = 256;

/** Reads the arguments; throws bad_usage for what is wrong with them. */
export function parseIngestOptions(args: readonly string[]): IngestOptions {
  const { values, positionals } = parseArguments(
    {
      call: CALL,
      options: { ...RUN_OPTIONS, "max-rejected": { type: "string" } },
      positionals: true,
    },
    args,
  );
  if (positionals.length === 0)
    throw complain("name at least one file, or - for standard input");
  if (positionals.filter((file) => file === "-").length > 1)
    throw complain("standard input (-) can be read only once");
  if (positionals.includes("")) throw complain("a file name is empty");
  return {
    ...readRunOptions(values, complain),
    files: positionals,
    maxRejected: limitOption(values["max-rejected"]),
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

/** Reads them; throws what `complain` makes of what is wrong with them. */
export function readRunOptions(
  values: GivenRunOptions,
  complain: Complaint,
): RunOptions {
  const dayOption = (name: string, text: string): number => {
    const day = parseDay(text);
    if (day === undefined)
      throw complain(`${name} ${text} is no date written as YYYY-MM-DD`);
    return day;
  };
  if (values.timezones === "") throw complain("a file name is empty");
  const firstDay =
    values.from === undefined ? 0 : dayOption("--from", values.from);
  const lastDay =
    values.to === undefined ? LAST_DAY : dayOption("--to", values.to);
  if (firstDay > lastDay)
    throw complain(`--from ${values.from} is after --to ${values.to}`);
  const workers = readWorkers(values.workers);
  if (workers === undefined)
    throw complain(
      `--workers ${values.workers} is no number from 1 to ${MAX_WORKERS}`,
    );
  return {
    timezones: values.timezones ?? DEFAULT_TIMEZONES,
    firstDay,
    lastDay,
    workers,
    dryRun: values["dry-run"] ?? false,
    json: values.json ?? false,
    waitSeconds: readWaitSeconds(values.wait, complain),
  };
}

function readWorkers(text: string | undefined): number | undefined {
  if (text === undefined) return availableParallelism();
  const workers = Number(text);
  return /^\d+$/.test(text) && workers >= 1 && workers <= MAX_WORKERS
    ? workers
    : undefined;
}

function limitOption(text: string | undefined): RejectLimit | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return { lines: Number(text) };
  const share = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1];
  if (share === undefined || Number(share) > 100)
    throw complain(
      `--max-rejected ${text} is neither a number of lines nor a share such as 1.5%`,
    );
  return { share: Number(share) / 100 };
}
