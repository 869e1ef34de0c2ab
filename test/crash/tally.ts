import type { CrashCase } from "./plan-cases.ts";
import type { CaseResult } from "./run-case.ts";

/** Counts the results of crashes. */
export class Tally {
  differences = 0;
  #total = 0;
  #tooLate = 0;
  readonly #victims = new Map<string, number>();
  readonly #kinds = new Map<string, number>();
  readonly #wrecks = new Map<string, number>();
  #seconds = 0;

  add({ victim, kind }: CrashCase, result: CaseResult): void {
    this.#total += result.kills;
    if (result.kills === 0) this.#tooLate++;
    count(this.#victims, victim, result.kills);
    count(this.#kinds, kind, result.kills);
    count(this.#wrecks, result.wreck, 1);
    this.differences += result.differences.length;
    this.#seconds += result.seconds;
  }

  /** A summary for people, in a few lines. */
  toString(): string {
    return [
      `${this.#total} kills: ${list(this.#victims)}; ${this.#tooLate} came too late`,
      `at: ${list(this.#kinds)}`,
      `left behind: ${list(this.#wrecks)}`,
      `${this.differences} differences, ${this.#seconds.toFixed(0)} s`,
    ].join("\n");
  }
}

function count(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

function list(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([name, number]) => `${number} ${name}`).join(", ");
}
