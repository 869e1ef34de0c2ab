import { setImmediate as othersTurn } from "node:timers/promises";

/** Bits in the set: 256 MiB of address space, of which only touched pages are resident. */
const BITS = 2 ** 31;

/** The set is emptied by blocks of so many bits, 1 MiB: others get their turn in between. */
const BLOCK_BITS = 2 ** 23;

/**
 * Sets that no run uses. They are used again: the garbage collector does not
 * count shared memory, and would let that of many runs pile up.
 */
const idle: SharedArrayBuffer[] = [];

/**
 * Which event ids have come so far in this run, shared by all workers: one
 * bit an id. Ids that differ by a multiple of 2^31 share a bit, so a set bit
 * only means that the id may have come; the database decides.
 */
export class SeenIds {
  readonly #words: Int32Array;
  /** For each block, whether a bit of it may be set. */
  readonly #touched: Uint8Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory, 0, BITS / 32);
    this.#touched = new Uint8Array(memory, BITS / 8);
  }

  /** Memory for an empty set. */
  static async take(): Promise<SharedArrayBuffer> {
    const memory = idle.pop();
    if (!memory) return new SharedArrayBuffer(BITS / 8 + BITS / BLOCK_BITS);
    await new SeenIds(memory).#clear();
    return memory;
  }

  /** Takes it back from a run whose workers have ended. */
  static giveBack(memory: SharedArrayBuffer): void {
    idle.push(memory);
  }

  /** Notes an id; false when it may have been noted before. */
  add(eventId: number): boolean {
    const bit = eventId < BITS ? eventId : eventId % BITS;
    const block = (bit / BLOCK_BITS) | 0;
    // Read first: workers that write to one line of memory wait for each other.
    if (this.#touched[block] === 0) this.#touched[block] = 1;
    const mask = 1 << (bit & 31);
    return (Atomics.or(this.#words, bit >>> 5, mask) & mask) === 0;
  }

  async #clear(): Promise<void> {
    const words = BLOCK_BITS / 32;
    for (let block = 0; block < this.#touched.length; block++) {
      if (this.#touched[block] === 0) continue;
      this.#words.fill(0, block * words, (block + 1) * words);
      this.#touched[block] = 0;
      await othersTurn();
    }
  }
}
