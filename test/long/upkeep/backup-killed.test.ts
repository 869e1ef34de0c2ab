import { describeKilled } from "../../upkeep/backup/describe-killed.ts";

/** CRASH_CASES=100 kills at the first and the last call of each step. */
const CASES = Number(process.env["CRASH_CASES"] ?? 30);

/** This many of the first and the last calls of each kind of step, from 1. */
function chooseSteps(steps: readonly string[], count: number): number[] {
  const kinds = new Map<string, number[]>();
  steps.forEach((step, index) => {
    const kind = step.replace(/ .*$/, "").replace(/^\d+_.*$/, "migration");
    kinds.set(kind, [...(kinds.get(kind) ?? []), index + 1]);
  });
  const calls = [...kinds.values()].flatMap((all) => [all[0]!, all.at(-1)!]);
  const ends = [...new Set(calls)].sort((a, b) => a - b);
  const every = Math.max(1, ends.length / count);
  return ends.filter((_, index) => index % every < 1);
}

describeKilled(60_000 + CASES * 20_000, {
  backup: (steps) => chooseSteps(steps, CASES / 2),
  restore(steps) {
    // With few cases, none may be behind the point of no return.
    const exchange = steps.indexOf("exchange-rebuilt") + 1;
    return [...new Set([...chooseSteps(steps, CASES), exchange])];
  },
});
