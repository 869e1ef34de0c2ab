/** Bits in the set: 256 MiB of address space, of which only touched pages are resident. */
const BITS = 2 ** 31;

/**
 * Which event ids have come so far in this run, shared by all workers: one
 * bit an id. Ids that differ by a multiple of 2^31 share a bit, so a set bit
 * only says that the id may have come; the database tells for those.
 */
export class SeenIds {
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  static allocate(): SharedArrayBuffer {
    return new SharedArrayBuffer(BITS / 8);
  }

  /** Notes an id; false when it may have been noted before. */
  add(eventId: number): boolean {
    const bit = eventId < BITS ? eventId : eventId % BITS;
    const mask = 1 << (bit & 31);
    return (Atomics.or(this.#words, bit >>> 5, mask) & mask) === 0;
  }
}
