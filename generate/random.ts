/**
 * Seeded random numbers (sfc32): the same seed and stream give the same
 * numbers on every machine. A stream of its own keeps one part of the
 * generator from changing what another part draws.
 */
export class Random {
  readonly #state: Int32Array;

  constructor(seed: number, stream: number) {
    this.#state = Int32Array.of(seed, Math.floor(seed / 2 ** 32), stream, 1);
    for (let i = 0; i < 16; i++) this.bits();
  }

  /** 32 random bits, as an integer from 0 to 2^32-1. */
  bits(): number {
    const state = this.#state;
    const [a = 0, b = 0, c = 0, counter = 0] = state;
    const result = (a + b + counter) | 0;
    state[0] = b ^ (b >>> 9);
    state[1] = c + (c << 3);
    state[2] = ((c << 21) | (c >>> 11)) + result;
    state[3] = counter + 1;
    return result >>> 0;
  }

  /** A number from 0 up to 1, without 1. */
  share(): number {
    return this.bits() / 2 ** 32;
  }

  /** An integer from 0 to limit-1. */
  below(limit: number): number {
    return Math.floor(this.share() * limit);
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }
}
