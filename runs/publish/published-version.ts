import { setTimeout as sleep } from "node:timers/promises";
import { TouchlineError } from "../../common/errors.ts";

/** The newest run of the ledger. */
export interface NewestRun {
  /** 0 if there is none. */
  readonly runId: number;
  readonly publishing: boolean;
}

/** Publishing takes less than that, unless its process has ended. */
const PATIENCE_MILLISECONDS = 5000;

const LOOK_AGAIN_MILLISECONDS = 20;

/** A run that stays half published for so long is looked after. */
const STUCK_MILLISECONDS = 500;

/**
 * Lets readers see one published state each, whatever process publishes: after
 * a read, the ledger names the run that was the newest before it, and none is
 * being published. Runs only follow one another, so the state that was known
 * last, however long ago, will do for "before": where a run was published
 * meanwhile, the read is done again.
 */
export class PublishedVersion {
  readonly #look: () => Promise<NewestRun>;
  readonly #stuck: () => void;
  #known: number | undefined;
  #underWay: Promise<unknown> = Promise.resolve();
  #next: Promise<NewestRun> | undefined;

  /**
   * @param look reads the ledger.
   * @param stuck is called while a run stays half published.
   */
  constructor(
    look: () => Promise<NewestRun>,
    stuck: () => void = () => undefined,
  ) {
    this.#look = look;
    this.#stuck = stuck;
  }

  /** Runs `read` until no publishing has overlapped it. */
  async read<T>(read: (version: number) => Promise<T>): Promise<T> {
    let before = this.#known ?? (await this.#settled());
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

  /** See ReadStore. */
  version(): Promise<number> {
    return this.#settled();
  }

  /** The number of the newest run once none is being published. */
  async #settled(): Promise<number> {
    const since = performance.now();
    for (;;) {
      const { runId, publishing } = await this.#readNewest();
      if (!publishing) {
        this.#known = runId;
        return runId;
      }
      const waited = performance.now() - since;
      if (waited > STUCK_MILLISECONDS) this.#stuck();
      if (waited > PATIENCE_MILLISECONDS)
        throw new TouchlineError(
          "database_unavailable",
          `run ${runId} was left half published; the next command that changes the database completes it`,
        );
      await sleep(LOOK_AGAIN_MILLISECONDS);
    }
  }

  /**
   * Reads the ledger once for all simultaneous callers. A read that began before
   * a call may return too old a state for it.
   */
  #readNewest(): Promise<NewestRun> {
    this.#next ??= this.#readAfter(this.#underWay);
    return this.#next;
  }

  async #readAfter(underWay: Promise<unknown>): Promise<NewestRun> {
    await underWay;
    this.#next = undefined;
    const looking = this.#look();
    this.#underWay = looking.catch(() => undefined);
    return looking;
  }
}
