import type { CrashCase } from "./plan-cases.ts";
import type { CaseResult } from "./run-case.ts";

/** Counts what became of crashes. */
export class Tally {
  differences = 0;
  readonly #kills = new Map<string, number>();
  readonly #wrecks = new Map<string, number>();
  #seconds = 0;

  add({ kind }: CrashCase, result: CaseResult): void {
    count(this.#kills, kind, result.kills);
    if (result.kills === 0) count(this.#kills, "too late", 1);
    count(this.#wrecks, result.wreck, 1);
    this.differences += result.differences.length;
    this.#seconds += result.seconds;
  }

  /** For people, in three lines. */
  toString(): string {
    const total = [...this.#kills]
      .filter(([kind]) => kind !== "too late")
      .reduce((sum, [, kills]) => sum + kills, 0);
    return [
      `${total} kills: ${list(this.#kills)}`,
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
