import {
  FAULT_KINDS,
  type FaultKind,
} from "../../support/fault-proxy/faults.ts";
import type { FaultResult } from "./run-fault-case.ts";

/** Counts what became of faults. */
export class FaultTally {
  differences = 0;
  readonly #faults: FaultKind[] = [];
  #runs = 0;
  #failures = 0;

  add({ faults, failures, differences }: FaultResult): void {
    this.#runs++;
    this.#faults.push(...faults);
    this.#failures += failures;
    this.differences += differences.length;
  }

  /** The number of each kind. */
  get byKind(): Record<FaultKind, number> {
    const counts = FAULT_KINDS.map((kind) => [
      kind,
      this.#faults.filter((fault) => fault === kind).length,
    ]);
    return Object.fromEntries(counts) as Record<FaultKind, number>;
  }

  /** A summary for people, in one line. */
  toString(): string {
    const kinds = FAULT_KINDS.map((kind) => `${this.byKind[kind]} ${kind}`);
    return `${this.#faults.length} faults in ${this.#runs} runs (${kinds.join(", ")}); commands failed ${this.#failures} times; ${this.differences} differences`;
  }
}
