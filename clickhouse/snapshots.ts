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
  readonly #awaited = new Set<Promise<unknown>>();

  constructor(version: number) {
    this.version = version;
  }

  async read<T>(read: (version: number) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      while (this.#publishing) await this.#publishing;
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
    try {
      await publish();
      this.version = version;
    } finally {
      this.#publishing = undefined;
      end();
    }
  }
}
