import type { Context } from "koa";
import { TouchlineError } from "../../common/errors.ts";

/** What is left of a client's quota. */
export interface Allowance {
  /** The limit is exceeded. */
  readonly exceeded: boolean;
  readonly remaining: number;
  /** Until the window ends, in whole seconds. */
  readonly resetSeconds: number;
}

interface Window {
  readonly endsAt: number;
  taken: number;
}

/** Bounds the memory: of more new clients in a window, the oldest are forgotten. */
const MOST_CLIENTS = 100_000;

/**
 * A rate limit: a client may do something so often in a window, which begins
 * with its first time. Of the libraries, rate-limiter-flexible is the best
 * kept; its memory store holds a timer for each client and has no limit of
 * clients, so an attacker with many addresses could fill the memory.
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

  /** Counts one time of a client, and returns what is left. */
  take(client: string): Allowance {
    const now = this.#clock();
    const window = this.#windowOf(client, now);
    window.taken++;
    return {
      exceeded: window.taken > this.limit,
      remaining: Math.max(0, this.limit - window.taken),
      // Rounded first: a sum of fractions may be slightly too large.
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

/**
 * Counts a request of a client and sets the headers of
 * draft-ietf-httpapi-ratelimit-headers. Throws too_many_requests.
 * @param what is counted, for the message.
 */
export function enforceQuota(
  context: Context,
  quota: Quota,
  client: string,
  what: string,
): void {
  const { limit, windowSeconds } = quota;
  const { exceeded, remaining, resetSeconds } = quota.take(client);
  context.set("RateLimit-Policy", `"minute";q=${limit};w=${windowSeconds}`);
  context.set("RateLimit", `"minute";r=${remaining};t=${resetSeconds}`);
  if (!exceeded) return;
  context.set("Retry-After", String(resetSeconds));
  throw new TouchlineError(
    "too_many_requests",
    `more than ${limit} ${what} in ${windowSeconds} seconds: try again in ${resetSeconds}`,
  );
}
