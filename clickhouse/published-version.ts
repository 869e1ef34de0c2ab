import { setTimeout as sleep } from "node:timers/promises";
import { TouchlineError } from "../common/errors.ts";

/** What the ledger says of its newest run. */
export interface NewestRun {
  /** 0 where there is none. */
  readonly runId: number;
  readonly publishing: boolean;
}

/** Publishing takes less than that, unless its process has ended. */
const PATIENCE_MILLISECONDS = 5000;

const LOOK_AGAIN_MILLISECONDS = 20;

/**
 * Lets readers see one published state each, whatever process publishes: the
 * ledger says the same run before and after the read, and none is being
 * published.
 */
export class PublishedVersion {
  readonly #look: () => Promise<NewestRun>;
  #underWay: Promise<unknown> = Promise.resolve();
  #next: Promise<NewestRun> | undefined;

  /** @param look asks the ledger. */
  constructor(look: () => Promise<NewestRun>) {
    this.#look = look;
  }

  /** Runs `read` until no publishing has overlapped it. */
  async read<T>(read: (version: number) => Promise<T>): Promise<T> {
    let before = await this.#settled();
    for (;;) {
      const outcome = await Promise.allSettled([read(before)]);
      const after = await this.#settled();
      if (after === before) {
        if (outcome[0].status === "rejected") throw outcome[0].reason;
        return outcome[0].value;
      }
      before = after;
    }
  }

  /** The number of the newest run once none is being published. */
  async #settled(): Promise<number> {
    const end = performance.now() + PATIENCE_MILLISECONDS;
    for (;;) {
      const { runId, publishing } = await this.#ask();
      if (!publishing) return runId;
      if (performance.now() > end)
        throw new TouchlineError(
          "database_unavailable",
          `run ${runId} was left half published; the next command that changes the database completes it`,
        );
      await sleep(LOOK_AGAIN_MILLISECONDS);
    }
  }

  /**
   * Asks the ledger, once for all who ask at the same time. An answer that
   * was under way before one asked may be too old.
   */
  #ask(): Promise<NewestRun> {
    this.#next ??= this.#askAfter(this.#underWay);
    return this.#next;
  }

  async #askAfter(underWay: Promise<unknown>): Promise<NewestRun> {
    await underWay;
    this.#next = undefined;
    const looking = this.#look();
    this.#underWay = looking.catch(() => undefined);
    return looking;
  }
}
