import { inLanes } from "../support/in-lanes.ts";
import { describeCase } from "./describe-case.ts";
import type { Laboratory } from "./laboratory/laboratory.ts";
import type { CrashCase } from "./plan-cases.ts";
import { runCase, type CaseResult } from "./run-case.ts";

/** The number of cases at a time: most of one is waiting for processes. */
const LANES = 3;

/** The results of cases. */
export interface CrashResults {
  readonly kills: number;
  /** The differences of all of them, each with its case. */
  readonly differences: readonly string[];
}

/** Runs cases side by side. */
export async function crashAll(
  laboratory: Laboratory,
  cases: readonly CrashCase[],
): Promise<CrashResults> {
  const results: [CrashCase, CaseResult][] = [];
  await inLanes(LANES, cases, async (crash) => {
    results.push([crash, await runCase(laboratory, crash)]);
  });
  return {
    kills: results.reduce((sum, [, { kills }]) => sum + kills, 0),
    differences: results.flatMap(([crash, { differences }]) =>
      differences.map((row) => `${describeCase(crash)}: ${row}`),
    ),
  };
}
