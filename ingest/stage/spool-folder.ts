import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { TouchlineError } from "../../common/errors.ts";

/** The folder in which a run keeps its block files until it is published. */
export class SpoolFolder {
  readonly path: string;
  #files: readonly string[] = [];

  /** Makes it; what an earlier process left in it was never published. */
  constructor(parent: string) {
    this.path = join(parent, "run");
    this.remove();
    mkdirSync(this.path, { recursive: true, mode: 0o700 });
  }

  /** Notes the files that `check` is to find again. */
  note(): void {
    this.#files = existsSync(this.path) ? readdirSync(this.path) : [];
  }

  /**
   * Throws database_failed when files were taken away: the engine reads those
   * that are there, and does not miss the others.
   */
  check(): void {
    if (!this.#isWhole()) throw this.#loss();
  }

  /** Returns the error to throw: that files were taken away, if they were. */
  explain(error: unknown): unknown {
    return this.#isWhole() ? error : this.#loss(error);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  #isWhole(): boolean {
    if (!existsSync(this.path)) return false;
    const left = new Set(readdirSync(this.path));
    return this.#files.every((file) => left.has(file));
  }

  #loss(cause?: unknown): TouchlineError {
    return new TouchlineError(
      "database_failed",
      `files of this run were taken out of ${this.path} while it was under way: leave that folder alone and run the command again`,
      { cause },
    );
  }
}
