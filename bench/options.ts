import {
  complainOf,
  parseArguments,
} from "../cli/framework/parse-arguments.ts";
import { PEER_NAMES } from "./contenders/peers.ts";

const CALL = "npm run bench --";

export const USAGE = `Usage: ${CALL} [options]

Measures Touchline against what people would use instead, side by side, and
writes bench/results/. The input is generated once into the system's folder
for temporary files. bench/README.md describes what is measured, and how.

  --only PART,…     ingest: a whole run, against its peers
                    increments: a season file after file, against its peers
                    parse:  reading lines and the rules on one event
                    stages: where the time of a whole run goes
                    memory: ten times the events; takes long
                    api:    requests over HTTP, against Fastify and PostgreSQL
                    (default: all but increments and memory)
  --events N        events in the input (default 4000000)
  --runs R          runs of each contender (default 5)
  --seed S          seed of the input (default 1)
  --without PEER,…  leave out some of ${PEER_NAMES.join(", ")}
  --quick           200000 events, one run each, no results written: does it
                    all work?
  --help            print this`;

const badUsage = complainOf(CALL);

export const PARTS = [
  "ingest",
  "increments",
  "parse",
  "stages",
  "memory",
  "api",
] as const;
export type Part = (typeof PARTS)[number];

const DEFAULT_PARTS: readonly Part[] = ["ingest", "parse", "stages", "api"];

/** What the bench command was asked to do. */
export interface BenchOptions {
  readonly parts: readonly Part[];
  readonly events: number;
  readonly runs: number;
  readonly seed: number;
  readonly without: ReadonlySet<string>;
  /** Whether results are worth keeping. */
  readonly save: boolean;
}

/** Reads the arguments; throws bad_usage for what is wrong with them. */
export function readBenchOptions(args: readonly string[]): BenchOptions {
  const text = { type: "string" } as const;
  const { values: given } = parseArguments(
    {
      call: CALL,
      options: {
        only: text,
        events: text,
        runs: text,
        seed: text,
        without: text,
        quick: { type: "boolean" },
      },
    },
    args,
  );
  const quick = given.quick ?? false;
  return {
    parts: given.only === undefined ? DEFAULT_PARTS : readParts(given.only),
    events: readCount("events", given.events, quick ? 200_000 : 4_000_000),
    runs: readCount("runs", given.runs, quick ? 1 : 5),
    seed: readCount("seed", given.seed, 1),
    without: new Set(readPeers(given.without)),
    save: !quick,
  };
}

function readParts(list: string): Part[] {
  return list.split(",").map((name) => {
    const part = PARTS.find((known) => known === name);
    if (part) return part;
    throw badUsage(`--only ${name} is none of ${PARTS.join(", ")}`);
  });
}

function readPeers(list: string | undefined): string[] {
  const names = list?.split(",") ?? [];
  const wrong = names.find((name) => !PEER_NAMES.includes(name));
  if (wrong === undefined) return names;
  throw badUsage(`--without ${wrong} is none of ${PEER_NAMES.join(", ")}`);
}

function readCount(
  name: string,
  given: string | undefined,
  standard: number,
): number {
  if (given === undefined) return standard;
  const count = Number(given);
  if (/^\d{1,9}$/.test(given) && count >= 1) return count;
  throw badUsage(`--${name} ${given} is not a whole number from 1 on`);
}
