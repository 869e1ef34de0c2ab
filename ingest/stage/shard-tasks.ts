import { messageOf, TouchlineError } from "../../common/errors.ts";
import type {
  ShardOutcome,
  ShardRejects,
  WorkerOutcome,
  WorkerSetup,
  WorkerTask,
} from "./messages.ts";
import { parseShard } from "./parse-shard.ts";
import { createLineParser } from "../parse/parse-line.ts";
import { LineReader } from "../input/read-lines.ts";
import { rejectLines, rejectRepeated } from "./reject-lines.ts";
import { SeenIds } from "./seen-ids.ts";
import { createSpoolColumns, createZones, ShardSpool } from "./spool.ts";

/** Does one task on a shard; throws what is not the input's fault. */
export type DoTask = (
  task: WorkerTask,
) => WorkerOutcome<ShardOutcome | ShardRejects[]>;

/** Prepares what all tasks of a thread share. */
export function createShardTasks(setup: WorkerSetup): DoTask {
  const reader = new LineReader();
  const parseLine = createLineParser(setup.context);
  const seenIds = new SeenIds(setup.seenIds);
  const zones = createZones(setup.timezones);
  const columns = createSpoolColumns();

  const perform = (task: WorkerTask): ShardOutcome | ShardRejects[] => {
    const { kind, shard } = task;
    const { spoolFolder } = setup;
    const { number } = shard;
    const spool = new ShardSpool(spoolFolder, kind, number, zones, columns);
    switch (kind) {
      case "parse":
        return parseShard(shard, reader, parseLine, seenIds, spool);
      case "reject":
        return rejectLines(shard, task.offsets, task.verdicts, reader, spool);
      case "repeat":
        return rejectRepeated(shard, task.most, parseLine, reader, spool);
    }
  };

  return (task) => {
    try {
      return { kind: "done", value: perform(task) };
    } catch (error) {
      // An error loses its class on the way between threads.
      if (error instanceof TouchlineError || isSystemError(error))
        return { kind: "failed", message: messageOf(error) };
      throw error;
    }
  };
}

/** A full disk, a file that is gone, a lost permission. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}
