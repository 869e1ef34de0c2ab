import { once } from "node:events";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { statSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { planShards, shardBytesFor } from "../../ingest/input/plan-shards.ts";
import { BUNDLED_TIMEZONES } from "../../common/countries/bundled-timezones.ts";
import { readTimezones } from "../../ingest/parse/timezones.ts";
import type { Task, ThreadMessage, ThreadSetup } from "./tasks.ts";

// node read-file.js parse|read FILE: the file over as many threads as there
// are cores. Prints, as JSON, the seconds from the moment that the threads
// are up, and the number of accepted events if they were parsed.

const [task, path] = process.argv.slice(2) as [Task, string];
const workers = availableParallelism();
const { size, ino } = statSync(path);
const shardBytes = shardBytesFor(size, workers);
const setup: ThreadSetup = {
  task,
  shards: planShards(
    { name: path, path },
    1,
    { inode: ino, size },
    shardBytes,
    0,
  ),
  next: new Int32Array(new SharedArrayBuffer(4)),
  context: {
    countries: [...readTimezones(BUNDLED_TIMEZONES).keys()],
    now: Math.floor(Date.now() / 1000),
    firstDay: 0,
    lastDay: Infinity,
  },
};

const threads = Array.from(
  { length: workers },
  () =>
    new Worker(join(import.meta.dirname, "thread.js"), { workerData: setup }),
);
const receive = () =>
  Promise.all(
    threads.map(async (thread) => {
      const [message] = (await once(thread, "message")) as [ThreadMessage];
      return message;
    }),
  );

await receive();
const startedAt = performance.now();
const answers = receive();
threads.forEach((thread) => thread.postMessage("go"));
const done = await answers;
const seconds = (performance.now() - startedAt) / 1000;

const accepted =
  task === "read"
    ? null
    : done
        .map((message) => (message.kind === "done" ? message.accepted : 0))
        .reduce((sum, count) => sum + count);
process.stdout.write(`${JSON.stringify({ seconds, accepted })}\n`);
