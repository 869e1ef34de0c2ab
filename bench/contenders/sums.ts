import { Type } from "typebox";
import { Value } from "typebox/value";
import type { AddedFile, Findings } from "../harness/contender.ts";

/** The sums of a clean season's aggregates, which each contender must have. */
const Sums = Type.Object({
  registrations: Type.Integer(),
  sessions: Type.Integer(),
  time_spent_in_game: Type.Integer(),
  session_data_rows: Type.Integer(),
  matches: Type.Integer(),
  total_duration: Type.Integer(),
  points_home: Type.Integer(),
  points_away: Type.Integer(),
});

/** What a peer prints after each file. */
const Added = Type.Object({ seconds: Type.Number(), sums: Sums });

/** Reads the sums that a query printed. */
export function readSums(stdout: string): Findings {
  return Value.Parse(Sums, JSON.parse(stdout));
}

/** Reads what a peer printed, a line for each file. */
export function readAddedFiles(stdout: string): AddedFile[] {
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => Value.Parse(Added, JSON.parse(line)));
}
