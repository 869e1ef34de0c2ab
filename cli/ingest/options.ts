import { availableParallelism } from "node:os";
import { LAST_DAY } from "../../common/days.ts";
import { readConfig, timezonesOf } from "../../common/settings/config.ts";
import {
  complainOf,
  parseArguments,
  type Complaint,
} from "../framework/parse-arguments.ts";
import {
  readDay,
  readWaitSeconds,
  readWholeNumber,
} from "../framework/read-values.ts";
import type { RejectLimit } from "../../ingest/run-request.ts";

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

const USAGE = `Usage: ${CALL} [options] FILE…

Cleans event files and publishes them as one run. FILE is JSON Lines, JSON (.json),
CSV (.csv, .tsv), Parquet or Avro, compressed or not; a folder; a quoted pattern;
an address (https://, s3://, gs://, az://); or -, standard input.

  --timezones FILE      one {"country", "timezone"} a line (default: TIMEZONES,
                        else the bundled file of all countries)
  --from DATE           reject events before this UTC date (YYYY-MM-DD)
  --to DATE             reject events after this UTC date
  --workers N           threads that parse (default: all cores)
  --dry-run             clean and report, publish nothing
  --max-rejected N|P%   publish nothing if more lines are rejected: exit status 3
  --wait SECONDS        how long to wait for another run to end (default: 0)
  --json                print one JSON object to standard output, and nothing else
  --help                print this

Examples:
  ${CALL} events.jsonl
  ${CALL} --max-rejected 1% monday.jsonl.gz tuesday.jsonl.gz
  ${CALL} 'logs/2026-*/**/*.jsonl.zst' s3://bucket/events/
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

/** The command but for its work. */
export const INGEST = {
  call: CALL,
  summary: "clean event files and publish them",
  usage: USAGE,
  options: { ...RUN_OPTIONS, "max-rejected": { type: "string" } },
  positionals: true,
} as const;

/** Reads the arguments; throws bad_usage for what is wrong with them. */
export function parseIngestOptions(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): IngestOptions {
  const { values, positionals } = parseArguments(INGEST, args);
  if (positionals.length === 0)
    throw complain("name at least one file, or - for standard input");
  if (positionals.filter((file) => file === "-").length > 1)
    throw complain("standard input (-) can be read only once");
  if (positionals.includes("")) throw complain("a file name is empty");
  return {
    ...readRunOptions(values, complain, env),
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
  env: NodeJS.ProcessEnv,
): RunOptions {
  if (values.timezones === "") throw complain("a file name is empty");
  const firstDay =
    values.from === undefined ? 0 : readDay("--from", values.from, complain);
  const lastDay =
    values.to === undefined ? LAST_DAY : readDay("--to", values.to, complain);
  if (firstDay > lastDay)
    throw complain(`--from ${values.from} is after --to ${values.to}`);
  const workers =
    values.workers === undefined
      ? availableParallelism()
      : readWholeNumber(
          "--workers",
          values.workers,
          [1, MAX_WORKERS],
          complain,
        );
  return {
    timezones: values.timezones ?? timezonesOf(readConfig(env)),
    firstDay,
    lastDay,
    workers,
    dryRun: values["dry-run"] ?? false,
    json: values.json ?? false,
    waitSeconds: readWaitSeconds(values.wait, complain),
  };
}

function limitOption(text: string | undefined): RejectLimit | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return { lines: Number(text) };
  const share = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1];
  if (share === undefined || Number(share) > 100)
    throw complain(
      `--max-rejected ${text} is not a number of lines, nor a share such as 1.5%`,
    );
  return { share: Number(share) / 100 };
}
