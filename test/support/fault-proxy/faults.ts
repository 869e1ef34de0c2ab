/** What can go wrong between a client and a server. */
export type FaultKind = (typeof FAULT_KINDS)[number];

export const FAULT_KINDS = [
  /** For a second, connections are refused; those that exist are cut. */
  "refuse",
  /** The connection is reset before the statement is sent on. */
  "reset",
  /** The request is read, but neither sent on nor answered until healed. */
  "stall",
  /** A proxy in between answers 503; the statement is not sent on. */
  "unavailable",
  /** The server refuses new statements; this one is not sent on. */
  "overloaded",
  /** The statement is applied, but its answer is lost. */
  "drop-answer",
  /** The statement is applied; half-way through its answer comes a reset. */
  "reset-answer",
  /** The statement is applied; half its answer arrives before the end. */
  "truncated",
] as const;

/** A fault, and the statements that it affects. */
export interface Fault {
  readonly kind: FaultKind;
  /** A regular expression on the statement's name; matches all if omitted. */
  readonly step?: string;
  /** How many matching statements pass before the fault; 0 if omitted. */
  readonly after?: number;
  /** How many statements the fault affects; 1 if omitted. */
  readonly times?: number;
}

interface PlannedFault {
  readonly fault: Fault;
  readonly step: RegExp;
  seen: number;
  left: number;
}

/** Decides which statements a planned fault affects: at most one fault each. */
export class FaultPlan {
  #faults: PlannedFault[] = [];

  add(fault: Fault): void {
    const { step = "", times = 1 } = fault;
    this.#faults.push({ fault, step: new RegExp(step), seen: 0, left: times });
  }

  clear(): void {
    this.#faults = [];
  }

  /** Returns the fault that affects the next statement, which has this name. */
  next(name: string): FaultKind | undefined {
    for (const planned of this.#faults) {
      const { fault, step } = planned;
      if (planned.left === 0 || !step.test(name)) continue;
      if (planned.seen++ < (fault.after ?? 0)) continue;
      planned.left--;
      return fault.kind;
    }
    return undefined;
  }
}
