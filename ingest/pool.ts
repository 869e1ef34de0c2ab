import { once } from "node:events";
import { join } from "node:path";
import { Piscina } from "piscina";
import { TouchlineError } from "../common/errors.ts";
import type {
  LateRejects,
  ShardOutcome,
  ShardRejects,
  WorkerOutcome,
  WorkerSetup,
  WorkerTask,
} from "./messages.ts";
import type { Shard } from "./shard.ts";

/** The threads that read and parse. */
export class WorkerPool {
  readonly #pool: Piscina;
  readonly #workers: number;
  readonly #started: Promise<unknown>;

  constructor(workers: number, setup: WorkerSetup) {
    this.#workers = workers;
    this.#pool = new Piscina({
      filename: join(import.meta.dirname, "worker-entry.cjs"),
      workerData: setup,
      minThreads: workers,
      maxThreads: workers,
      concurrentTasksPerWorker: 1,
    });
    // A task that still answers after the pool was told to end is reported
    // here; its run has failed already.
    this.#pool.on("error", () => undefined);
    // The first message of a thread says that it is ready for tasks.
    this.#started = Promise.allSettled(
      this.#pool.threads.map((thread) =>
        Promise.race([once(thread, "message"), once(thread, "exit")]),
      ),
    );
  }

  /** Parses one shard into block files. */
  parse(shard: Shard): Promise<ShardOutcome> {
    return this.#run<ShardOutcome>({ kind: "parse", shard });
  }

  /** Keeps lines of a shard that other events reject in block files. */
  reject(shard: Shard, rejects: LateRejects): Promise<ShardRejects[]> {
    return this.#run<ShardRejects[]>({ kind: "reject", shard, ...rejects });
  }

  /** Keeps the lines of the first events of a shard, as duplicates. */
  repeat(shard: Shard, most: number): Promise<ShardRejects[]> {
    return this.#run<ShardRejects[]>({ kind: "repeat", shard, most });
  }

  async #run<Done>(task: WorkerTask): Promise<Done> {
    const outcome = (await this.#pool.run(task)) as WorkerOutcome<Done>;
    if (outcome.kind === "failed")
      throw new TouchlineError("input_failed", outcome.message);
    return outcome.value;
  }

  /**
   * Does `work` for each item, as many at a time as there are workers. Each
   * lane takes the next item when it is done with one, so items may come
   * from a stream that is slower, or faster, than the workers.
   */
  async forEach<Item>(
    items: AsyncIterable<Item> | Iterable<Item>,
    work: (item: Item) => Promise<void>,
  ): Promise<void> {
    const iterator = toAsyncIterator(items);
    let failed = false;
    const lane = async (): Promise<void> => {
      while (!failed) {
        const { done, value } = await iterator.next();
        if (done) return;
        await work(value);
      }
    };
    const lanes = Array.from({ length: this.#workers }, async () => {
      try {
        await lane();
      } catch (error) {
        failed = true;
        throw error;
      }
    });
    const outcomes = await Promise.allSettled(lanes);
    const failure = outcomes.find(({ status }) => status === "rejected");
    if (failure?.status === "rejected") {
      await iterator.return?.();
      throw failure.reason;
    }
  }

  /** Ends all tasks and threads. */
  async close(): Promise<void> {
    // A thread that is ended while it loads leaves files open.
    await this.#started;
    await this.#pool.destroy();
  }
}

async function* toAsyncIterator<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
): AsyncGenerator<Item, void> {
  yield* items;
}
