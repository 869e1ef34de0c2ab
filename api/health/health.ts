import { setTimeout as sleep } from "node:timers/promises";
import type Router from "@koa/router";
import type { ReadStore } from "../../clickhouse/connection/store.ts";
import { TouchlineError } from "../../common/errors.ts";
import { describeError, type Log } from "../middleware/error-handler.ts";

/** How long an answer of the database is reused. */
const CACHE_MILLISECONDS = 1000;

/** Less than the three seconds that probes usually wait. */
const TIMEOUT_MILLISECONDS = 2000;

export interface HealthOptions {
  /** Gets the reason why the database does not answer; probes do not. */
  readonly log?: Log;
  /** How long the database may take, in milliseconds. */
  readonly timeout?: number;
  /** How long its answer is reused, in milliseconds. */
  readonly cache?: number;
}

/** An answer of the database. */
interface Asked {
  readonly at: number;
  readonly problem: Promise<string | undefined>;
}

const NEVER_ASKED: Asked = {
  at: -Infinity,
  problem: Promise.resolve(undefined),
};

/**
 * Whether requests can be answered: not until the database is open, not while
 * it does not answer, and not while the process stops.
 */
export class Health {
  /** What the API reads; throws not_ready until the database is open. */
  readonly store: ReadStore;
  readonly #log: Log;
  readonly #timeout: number;
  readonly #cache: number;
  /** Why this process cannot answer yet. */
  #obstacle: string | undefined = "the database is being opened";
  #opened: ReadStore | undefined;
  #stopping = false;
  #loss: string | undefined;
  #asked: Asked = NEVER_ASKED;

  constructor({
    log = () => undefined,
    timeout = TIMEOUT_MILLISECONDS,
    cache = CACHE_MILLISECONDS,
  }: HealthOptions = {}) {
    const opened = () => {
      if (this.#opened) return this.#opened;
      throw new TouchlineError(
        "not_ready",
        `${this.#obstacle}: try again soon`,
      );
    };
    // async, so that they reject rather than throw.
    this.store = {
      query: async (statement) => opened().query(statement),
      snapshot: async (read) => opened().snapshot(read),
      version: async () => opened().version(),
    };
    this.#log = log;
    this.#timeout = timeout;
    this.#cache = cache;
  }

  /** The database is not open. */
  waitsFor(obstacle: string): void {
    this.#opened = undefined;
    this.#obstacle = obstacle;
  }

  /** The database is open: from now on probes query it. */
  opened(store: ReadStore): void {
    this.#opened = store;
    this.#obstacle = undefined;
    this.#asked = NEVER_ASKED;
  }

  /** The database has lost rows, described in one line, but answers. */
  lost(loss: string | undefined): void {
    this.#loss = loss;
  }

  /** Whether the database has lost rows. */
  get hasLoss(): boolean {
    return this.#loss !== undefined;
  }

  /** The process is stopping. */
  stops(): void {
    this.#stopping = true;
  }

  /** Why requests cannot be answered now; undefined if they can. */
  async problem(): Promise<string | undefined> {
    if (this.#obstacle === undefined && this.#opened !== undefined) {
      const now = performance.now();
      if (now - this.#asked.at > this.#cache)
        this.#asked = { at: now, problem: this.#ask(this.#opened) };
      const problem = await this.#asked.problem;
      if (problem !== undefined) return problem;
      if (this.#loss !== undefined)
        return "the database has lost rows: npx touchline doctor lists them";
    }
    // Last, since a signal may have arrived meanwhile.
    return this.#stopping ? "Touchline is stopping" : this.#obstacle;
  }

  async #ask(store: ReadStore): Promise<string | undefined> {
    const answered = new AbortController();
    const query = {
      name: "health",
      sql: "SELECT 1 SETTINGS max_execution_time = 5",
    };
    const answer = store
      .snapshot(() => store.query(query))
      .then(
        () => undefined,
        (error: unknown) => {
          this.#log(`/healthz/ready: ${describeError(error)}`);
          return "the database cannot be read: see the log of the API";
        },
      );
    const late = sleep(this.#timeout, undefined, {
      signal: answered.signal,
      ref: false,
    }).then(
      () => `the database does not answer within ${this.#timeout / 1000} s`,
      () => undefined,
    );
    try {
      return await Promise.race([answer, late]);
    } finally {
      answered.abort();
    }
  }
}

/** The health of a database that is open. */
export function openHealth(store: ReadStore, options?: HealthOptions): Health {
  const health = new Health(options);
  health.opened(store);
  return health;
}

/**
 * Adds the routes of probes: /healthz/live (the process runs) and
 * /healthz/ready (requests can be answered; otherwise 503 with the reason).
 */
export function addHealth(router: Router, health: Health): void {
  router.get("/healthz/live", (context) => {
    context.set("Cache-Control", "no-store");
    context.body = { status: "live" };
  });
  router.get("/healthz/ready", async (context) => {
    const problem = await health.problem();
    if (problem !== undefined) throw new TouchlineError("not_ready", problem);
    context.set("Cache-Control", "no-store");
    context.body = { status: "ready" };
  });
}
