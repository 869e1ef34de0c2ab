/**
 * What a worker thread is started with: CommonJS, since Piscina requires it.
 * A thread that is ended while it requires ES modules takes the whole process
 * with it (Node 20); one that is importing them does not.
 */
const worker = import("./worker.ts");

module.exports = async (task: unknown): Promise<unknown> =>
  (await worker).default(task as never);
