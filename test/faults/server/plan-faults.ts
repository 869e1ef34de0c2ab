import type { Random } from "../../../generate/random.ts";
import { FAULT_KINDS, type Fault } from "../../support/fault-proxy/faults.ts";

/**
 * The places where a fault costs most: loading, publishing, the ledger, the
 * lock.
 */
const STEPS = [
  ...["load-blocks", "late-rejects", "rejected-events"],
  ...["ledger-publishing", "move-rows", "ledger-done", "ledger-reported"],
  ...["take-writer-lock", "release-writer-lock"],
];

/** A statement is sent five times before a command gives up. */
const MOST_TIMES = 6;

/**
 * Plans faults, each kind in turn: half of them at any of so many statements,
 * the others at a step at which they cost most; some go on for longer than a
 * command tries.
 */
export function planFaults(
  random: Random,
  {
    count,
    first,
    statements,
  }: Record<"count" | "first" | "statements", number>,
): Fault[] {
  return Array.from({ length: count }, (_, index) => {
    const kind = FAULT_KINDS[
      (first + index) % FAULT_KINDS.length
    ] as Fault["kind"];
    // Waiting for an answer that never comes takes long.
    const times =
      kind === "stall" || random.below(3) > 0
        ? 1
        : 1 + random.below(MOST_TIMES);
    return random.below(2) === 0
      ? { kind, times, after: random.below(statements) }
      : { kind, times, step: `^${random.pick(STEPS)}$` };
  });
}
