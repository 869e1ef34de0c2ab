/** What may go wrong between a client and a server. */
export type FaultKind = (typeof FAULT_KINDS)[number];

export const FAULT_KINDS = [
  /** The server goes away for a second, whatever it was doing. */
  "refuse",
  /** The connection is cut while the request arrives; nothing is done. */
  "reset",
  /** The request is taken, and neither done nor answered. */
  "stall",
  /** Something in between answers 503; nothing is done. */
  "unavailable",
  /** The statement is done, and its answer lost. */
  "drop-answer",
  /** The server itself refuses for now: too many statements. */
  "overloaded",
] as const;

/** A fault, and whom it befalls. */
export interface Fault {
  readonly kind: FaultKind;
  /** A regular expression on the statement's name; all where left out. */
  readonly step?: string;
  /** How many such statements pass before it. */
  readonly after?: number;
  /** How many it befalls; 1 where left out. */
  readonly times?: number;
}

/** Tells which requests a planned fault befalls, one fault at a time. */
export class FaultPlan {
  /** Statements until now. */
  statements = 0;
  #faults: { fault: Fault; seen: number; left: number }[] = [];

  add(fault: Fault): void {
    this.#faults.push({ fault, seen: 0, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#faults = [];
  }

  /** The fault that befalls the next statement of this name. */
  next(step: string): FaultKind | undefined {
    this.statements++;
    for (const planned of this.#faults) {
      const { fault } = planned;
      if (planned.left === 0 || !new RegExp(fault.step ?? "").test(step))
        continue;
      if (planned.seen++ < (fault.after ?? 0)) continue;
      planned.left--;
      return fault.kind;
    }
    return undefined;
  }
}
