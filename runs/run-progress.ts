import { total } from "../common/total.ts";
import type { Parsed, RunObserver } from "./run-observer.ts";

/** How far a run has come. */
export class RunProgress implements RunObserver {
  #step = "starting";
  #inputBytes: number | undefined;
  #readBytes = 0;
  #lines = 0;
  #rejected = 0;

  /** What it does, named for a person. */
  get currentStep(): string {
    return this.#step;
  }

  /** Bytes of the input, where they are known. */
  get inputBytes(): number | undefined {
    return this.#inputBytes;
  }

  get readBytes(): number {
    return this.#readBytes;
  }

  /** Lines that were parsed. */
  get lines(): number {
    return this.#lines;
  }

  /** Of these, lines that no other event is needed to reject. */
  get rejected(): number {
    return this.#rejected;
  }

  /** All of it, for other processes. */
  toJSON() {
    return {
      step: this.#step,
      inputBytes: this.#inputBytes ?? null,
      readBytes: this.#readBytes,
      lines: this.#lines,
      rejected: this.#rejected,
    };
  }

  started(inputBytes: number | undefined): void {
    this.#inputBytes = inputBytes;
    this.#step = "reading";
  }

  read(bytes: number): void {
    this.#readBytes += bytes;
  }

  parsed({ lines, rejected }: Parsed): void {
    this.#lines += lines;
    this.#rejected += total(rejected.map(({ count }) => count));
  }

  step(name: string): void {
    this.#step = name;
  }
}
