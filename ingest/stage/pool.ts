import { once } from "node:events";
import { join } from "node:path";
import { Piscina } from "piscina";
import { TouchlineError } from "../../common/errors.ts";
import type {
  LateRejects,
  ShardOutcome,
  ShardRejects,
  WorkerOutcome,
  WorkerSetup,
  WorkerTask,
} from "./messages.ts";
import { SMALL_FILE_BYTES } from "../input/plan-shards.ts";
import type { Shard } from "../input/shard.ts";
import { createShardTasks, type DoTask } from "./shard-tasks.ts";

/**
 * The threads that read and parse. They start with the second shard, or a first
 * one that is not small: each takes some 0.1 s of processor time to come up.
 */
export class WorkerPool {
  readonly #workers: number;
  readonly #setup: WorkerSetup;
  #threads: Piscina | undefined;
  /** Settles when all threads are ready for tasks, or have failed. */
  #started: Promise<unknown> | undefined;
  #here: DoTask | undefined;
  #closed = false;

  constructor(workers: number, setup: WorkerSetup) {
    this.#workers = workers;
    this.#setup = setup;
  }

  /** Parses one shard into block files. */
  parse(shard: Shard): Promise<ShardOutcome> {
    const bytes = shard.end - shard.start;
    if (shard.number > 0 || bytes > SMALL_FILE_BYTES) this.#start();
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

  /** In the threads, or in this one where none were started. */
  async #run<Done>(task: WorkerTask): Promise<Done> {
    const outcome: unknown = this.#threads
      ? await this.#threads.run(task)
      : (this.#here ??= createShardTasks(this.#setup))(task);
    const done = outcome as WorkerOutcome<Done>;
    if (done.kind === "failed")
      throw new TouchlineError("input_failed", done.message);
    return done.value;
  }

  #start(): void {
    if (this.#closed) throw new TouchlineError("cancelled", "cancelled");
    if (this.#threads) return;
    this.#threads = new Piscina({
      filename: join(import.meta.dirname, "worker-entry.cjs"),
      workerData: this.#setup,
      minThreads: this.#workers,
      maxThreads: this.#workers,
      concurrentTasksPerWorker: 1,
    });
    // A task that answers after the pool was closed is reported here; its run
    // has failed already.
    this.#threads.on("error", () => undefined);
    // A thread sends its first message when it is ready for tasks.
    this.#started = Promise.allSettled(
      this.#threads.threads.map((thread) =>
        Promise.race([once(thread, "message"), once(thread, "exit")]),
      ),
    );
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

  /** Runs a step that a cancelling user ends at once, and the pool with it. */
  async cancellable<T>(
    signal: AbortSignal,
    step: () => Promise<T>,
  ): Promise<T> {
    const cancelled = () =>
      new TouchlineError("cancelled", "cancelled; nothing was published");
    if (signal.aborted) throw cancelled();
    const stop = () => void this.close();
    signal.addEventListener("abort", stop, { once: true });
    try {
      const result = await step();
      if (signal.aborted) throw cancelled();
      return result;
    } catch (error) {
      throw signal.aborted ? cancelled() : error;
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  /** Ends all tasks and threads. */
  async close(): Promise<void> {
    this.#closed = true;
    // A thread that is ended while it loads leaves files open.
    await this.#started;
    await this.#threads?.destroy();
  }
}

async function* toAsyncIterator<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
): AsyncGenerator<Item, void> {
  yield* items;
}
