import { workerData } from "piscina";
import type { WorkerSetup } from "./messages.ts";
import { createShardTasks } from "./shard-tasks.ts";

/** The entry of a worker thread: does one task at a time. */
export default createShardTasks(workerData as WorkerSetup);
