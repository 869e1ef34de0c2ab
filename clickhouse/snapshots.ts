import { TouchlineError } from "../common/errors.ts";

/** Reads overlapped by publishes this often are then waited for instead. */
const OPTIMISTIC_READS = 3;

/**
 * Lets many readers see one published state each, while a publisher moves
 * the data to the next one: a sequence lock. Publishing takes milliseconds
 * and waits for nobody; a read that it overlapped is simply done again.
 */
export class Snapshots {
  version: number;
  #epoch = 0;
  #publishing: Promise<void> | undefined;
  /** Publishing failed on the way: the tables disagree until it is completed. */
  #halfway = false;
  readonly #awaited = new Set<Promise<unknown>>();

  constructor(version: number) {
    this.version = version;
  }

  async read<T>(read: (version: number) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      while (this.#publishing) await this.#publishing;
      if (this.#halfway)
        throw new TouchlineError(
          "database_unavailable",
          "a run could not be published to its end; the next command that opens the database completes it",
        );
      const epoch = this.#epoch;
      const reading = read(this.version);
      if (attempt > OPTIMISTIC_READS) return this.#holdBackPublishers(reading);
      const outcome = await Promise.allSettled([reading]);
      if (epoch !== this.#epoch) continue;
      if (outcome[0].status === "rejected") throw outcome[0].reason;
      return outcome[0].value;
    }
  }

  async #holdBackPublishers<T>(reading: Promise<T>): Promise<T> {
    this.#awaited.add(reading);
    try {
      return await reading;
    } finally {
      this.#awaited.delete(reading);
    }
  }

  async publish(version: number, publish: () => Promise<void>): Promise<void> {
    while (this.#awaited.size > 0) await Promise.allSettled(this.#awaited);
    let end = (): void => undefined;
    this.#publishing = new Promise((resolve) => (end = resolve));
    this.#epoch++;
    this.#halfway = true;
    try {
      await publish();
      this.version = version;
      this.#halfway = false;
    } finally {
      this.#publishing = undefined;
      end();
    }
  }
}
