import type { Measurement } from "./measure-process.ts";

/** One of those that are measured against each other. */
export interface Contender<O extends Outcome = Outcome> {
  /** Its name in results and options, such as "duckdb-alone". */
  readonly name: string;
  /** Its name for a person. */
  readonly label: string;
  /** How many events it reads. */
  readonly events: number;
  /** Does the work once, with `folder` for what it stores. */
  run(folder: string): Promise<O>;
}

/** What one run measured, and what it found. */
export interface Outcome extends Omit<Measurement, "stdout"> {
  /** What every contender must find alike, such as sums over the results. */
  readonly findings: Findings;
}

export type Findings = Readonly<Record<string, number>>;

/** What adding one file took, and the sums once it was added. */
export interface AddedFile {
  readonly seconds: number;
  readonly sums: Findings;
}

/** A run that adds one file after another. */
export interface FedOutcome extends Outcome {
  readonly files: readonly AddedFile[];
}

/** All runs of one contender. */
export interface ContenderResult<O extends Outcome = Outcome> extends Omit<
  Contender,
  "run"
> {
  readonly outcomes: readonly O[];
}
