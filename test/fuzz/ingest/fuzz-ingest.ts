import type { Store } from "../../../clickhouse/connection/store.ts";
import type { LineReader } from "../../../ingest/input/read-lines.ts";
import type { Judges } from "../../support/oracle/judges.ts";
import type { CaseOutcome } from "../try-cases.ts";
import { fuzzParsers } from "./fuzz-parsers.ts";
import { fuzzRun } from "./fuzz-run.ts";
import { fuzzSplits } from "./fuzz-splits.ts";

/** The input. */
export interface IngestPath {
  readonly judges: Judges;
  readonly reader: LineReader;
  readonly store: Store;
}

/** One case: lines to the parsers, a file cut in every way, and a whole run. */
export async function fuzzIngest(
  { judges, reader, store }: IngestPath,
  seed: number,
  number: number,
): Promise<CaseOutcome> {
  const parsed = fuzzParsers(judges, seed, number);
  const split = await fuzzSplits(reader, seed, number);
  const ran = await fuzzRun(store, seed, number);
  const { lines, ...rest } = parsed.counts;
  const { lines: ingested, ...others } = ran.counts;
  return {
    counts: {
      "lines parsed": lines ?? 0,
      ...rest,
      ...split.counts,
      "lines ingested": ingested ?? 0,
      ...others,
    },
    mismatches: [parsed, split, ran].flatMap(({ mismatches }) => mismatches),
  };
}
