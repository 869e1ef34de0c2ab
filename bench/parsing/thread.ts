import { closeSync, openSync, readSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { EventRecord } from "../../ingest/parse/event.ts";
import { createLineParser } from "../../ingest/parse/fast.ts";
import { ACCEPTED } from "../../ingest/parse/rules.ts";
import { LineReader } from "../../ingest/input/read-lines.ts";
import { MAX_SHARD_BYTES, type Shard } from "../../ingest/input/shard.ts";
import type { ThreadMessage, ThreadSetup } from "./tasks.ts";

// A thread of read-file.ts: takes shards until none is left.

const { task, shards, next, context } = workerData as ThreadSetup;
const work = task === "parse" ? createParse() : createRead();

const send = (message: ThreadMessage) => parentPort?.postMessage(message);
parentPort?.once("message", () => {
  let accepted = 0;
  for (;;) {
    const shard = shards[Atomics.add(next, 0, 1)];
    if (!shard) break;
    accepted += work(shard);
  }
  send({ kind: "done", accepted });
});
send({ kind: "ready" });

/** Counts the events of a shard that the single-event rules accept. */
function createParse(): (shard: Shard) => number {
  const reader = new LineReader();
  const parseLine = createLineParser(context);
  const record = new EventRecord();
  return (shard) => {
    let accepted = 0;
    reader.readShard(shard, {
      line(bytes, start, end) {
        if (parseLine(bytes, start, end, record) === ACCEPTED) accepted++;
      },
      longLine: () => undefined,
    });
    return accepted;
  };
}

/** Reads the bytes of a shard and looks at none. */
function createRead(): (shard: Shard) => number {
  const buffer = Buffer.allocUnsafeSlow(MAX_SHARD_BYTES);
  return ({ path, start, end }) => {
    const file = openSync(path, "r");
    try {
      for (let at = start; at < end;) {
        const count = readSync(file, buffer, 0, end - at, at);
        if (count === 0) throw new Error(`${path} became shorter`);
        at += count;
      }
    } finally {
      closeSync(file);
    }
    return 0;
  };
}
