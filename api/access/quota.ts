/** What is left to a client after it has asked. */
export interface Allowance {
  /** It has asked more often than it may. */
  readonly exceeded: boolean;
  readonly remaining: number;
  /** Until it may ask as often again, in whole seconds. */
  readonly resetSeconds: number;
}

interface Window {
  readonly endsAt: number;
  taken: number;
}

/** More new clients than this in a window are not all remembered: they would fill the memory. */
const MOST_CLIENTS = 100_000;

/**
 * How often each client may do something in a window of time, which begins
 * with the first time that it does.
 */
export class Quota {
  readonly limit: number;
  readonly windowSeconds: number;
  readonly #clock: () => number;
  // Two generations: the older one is dropped as a whole, when all its
  // windows have ended. Taking single ones out of a Map of many is slow.
  #younger = new Map<string, Window>();
  #older = new Map<string, Window>();
  #youngerSince: number;

  /** @param clock in milliseconds, and never set back. */
  constructor(
    limit: number,
    windowSeconds: number,
    clock = () => performance.now(),
  ) {
    this.limit = limit;
    this.windowSeconds = windowSeconds;
    this.#clock = clock;
    this.#youngerSince = clock();
  }

  /** Counts one time of a client, and says what is left. */
  take(client: string): Allowance {
    const now = this.#clock();
    const window = this.#windowOf(client, now);
    window.taken++;
    return {
      exceeded: window.taken > this.limit,
      remaining: Math.max(0, this.limit - window.taken),
      // Rounded first: a sum of fractions is a little more than it says.
      resetSeconds: Math.ceil(Math.round(window.endsAt - now) / 1000),
    };
  }

  #windowOf(client: string, now: number): Window {
    const known = this.#younger.get(client) ?? this.#older.get(client);
    if (known && known.endsAt > now) return known;
    const length = this.windowSeconds * 1000;
    if (
      now - this.#youngerSince >= length ||
      this.#younger.size >= MOST_CLIENTS
    ) {
      this.#older = this.#younger;
      this.#younger = new Map();
      this.#youngerSince = now;
    }
    const begun = { endsAt: now + length, taken: 0 };
    this.#younger.set(client, begun);
    return begun;
  }
}
