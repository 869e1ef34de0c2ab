import { Type } from "typebox";
import { Value } from "typebox/value";
import type { Findings } from "../harness/contender.ts";

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

/** Reads the sums from the last line that a contender printed. */
export function readSums(stdout: string): Findings {
  const line = stdout.trimEnd().split("\n").at(-1) ?? "";
  return Value.Parse(Sums, JSON.parse(line));
}
