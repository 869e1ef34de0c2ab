import type { WorkerSetup } from "./messages.ts" with {
  "resolution-mode": "import",
};

/**
 * What a worker thread is started with: CommonJS, since Piscina requires it.
 * A thread that is ended while it requires ES modules takes the whole process
 * with it (Node 20); one that is importing them does not.
 *
 * Exports a promise: a thread that Piscina takes for ready waits for tasks
 * without an event loop, and would keep the file open that it was importing.
 */
module.exports = Promise.all([
  import("piscina"),
  import("./shard-tasks.ts"),
]).then(([{ workerData }, { createShardTasks }]) =>
  createShardTasks(workerData as WorkerSetup),
);
