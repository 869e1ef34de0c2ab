import { workerData } from "piscina";
import { messageOf, TouchlineError } from "../common/errors.ts";
import { copyRawLines } from "./copy-raw-lines.ts";
import type {
  ShardOutcome,
  WorkerOutcome,
  WorkerSetup,
  WorkerTask,
} from "./messages.ts";
import { parseShard } from "./parse-shard.ts";
import { createLineParser } from "./parse/parse-line.ts";
import { LineReader } from "./read-lines.ts";
import { SeenIds } from "./seen-ids.ts";
import { createSpoolColumns, createZones, ShardSpool } from "./spool.ts";

const setup = workerData as WorkerSetup;

const reader = new LineReader();
const parseLine = createLineParser(setup.context);
const seenIds = new SeenIds(setup.seenIds);
const zones = createZones(setup.timezones);
const columns = createSpoolColumns();

/** The entry of a worker thread: does one task at a time. */
export default function work(
  task: WorkerTask,
): WorkerOutcome<ShardOutcome | undefined> {
  try {
    return { kind: "done", value: perform(task) };
  } catch (error) {
    // An error loses its class on the way between threads.
    if (error instanceof TouchlineError || isSystemError(error))
      return { kind: "failed", message: messageOf(error) };
    throw error;
  }
}

function perform(task: WorkerTask): ShardOutcome | undefined {
  const { shard } = task;
  switch (task.kind) {
    case "parse": {
      const { spoolFolder } = setup;
      const spool = new ShardSpool(spoolFolder, shard.number, zones, columns);
      return parseShard(shard, reader, parseLine, seenIds, spool);
    }
    case "raw-lines":
      copyRawLines(shard, task.offsets, reader, setup.spoolFolder);
      return undefined;
  }
}

/** A full disk, a file that is gone, a lost permission. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}
