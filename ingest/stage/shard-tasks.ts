import { messageOf, TouchlineError } from "../../common/errors.ts";
import type {
  ShardOutcome,
  ShardRejects,
  WorkerOutcome,
  WorkerSetup,
  WorkerTask,
} from "./messages.ts";
import { createLineParser } from "../parse/fast.ts";
import { LineReader } from "../input/read-lines.ts";
import { SeenIds } from "./seen-ids.ts";
import {
  createSpoolColumns,
  createZones,
  ShardSpool,
  type Place,
} from "./spool.ts";
import { hashPieces } from "../input/content-hash.ts";
import { numberLines, type Shard } from "../input/shard.ts";
import { EVENT_TYPES, EventRecord } from "../parse/event.ts";
import { ACCEPTED, verdictOf, type Verdict } from "../parse/rules.ts";
import { REASONS, type Reason } from "../../common/reasons.ts";

/** Does one task on a shard; throws errors that the input has not caused. */
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

const MALFORMED = verdictOf("malformed_json");
const SPACE = 32;
const TAB = 9;
const CR = 13;

/**
 * Parses the lines of a shard into its spool, counts them, and hashes the bytes
 * if they are those of an input file.
 */
export function parseShard(
  shard: Shard,
  reader: LineReader,
  parseLine: ReturnType<typeof createLineParser>,
  seenIds: SeenIds,
  spool: ShardSpool,
): ShardOutcome {
  const event = new EventRecord();
  const passed = EVENT_TYPES.map(() => 0);
  const rejects = new Rejects(spool);
  const place = { shard: shard.number, offset: 0, line: 0 };
  const numberOf = numberLines(shard);
  let lines = 0;
  let blank = 0;
  let repeatedIds = 0;
  let hashes = "";

  reader.readShard(shard, {
    range(bytes) {
      if (shard.identity.tail !== undefined) hashes = hashPieces(bytes);
    },
    line(bytes, start, end, offset) {
      place.offset = offset;
      place.line = numberOf(lines);
      const verdict = parseLine(bytes, start, end, event);
      if (verdict === ACCEPTED) {
        passed[event.type] = (passed[event.type] ?? 0) + 1;
        if (!seenIds.add(event.eventId)) {
          spool.putRepeatedId(event.eventId);
          repeatedIds++;
        }
        spool.putEvent(event, place);
      } else if (isBlank(bytes, start, end)) {
        blank++;
      } else {
        rejects.put(verdict, bytes.subarray(start, end), end - start, place);
      }
      lines++;
    },
    longLine(beginning, length, offset) {
      place.offset = offset;
      place.line = numberOf(lines);
      rejects.put(MALFORMED, beginning, length, place);
      lines++;
    },
  });
  spool.close();
  return {
    shard,
    lines,
    blank,
    passed,
    repeatedIds,
    rejected: rejects.list(),
    hashes,
  };
}

/** Only spaces, tabs and CR: no parser accepts it, so it is checked last. */
function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte !== SPACE && byte !== TAB && byte !== CR) return false;
  }
  return true;
}

const EXAMPLE_BYTES = 160;

/** Spools rejected lines, and counts them by reason with an example each. */
export class Rejects {
  readonly #spool: ShardSpool;
  readonly #counts = REASONS.map(() => 0);
  readonly #examples = new Map<Verdict, Required<ShardRejects>["example"]>();

  constructor(spool: ShardSpool) {
    this.#spool = spool;
  }

  /** Keeps a line of so many bytes, of which `line` may be the beginning. */
  put(verdict: Verdict, line: Buffer, length: number, place: Place): void {
    this.#spool.putRejected(REASONS[verdict] as Reason, line, length, place);
    this.#counts[verdict] = (this.#counts[verdict] ?? 0) + 1;
    if (!this.#examples.has(verdict)) {
      const text = line.toString("utf8", 0, Math.min(length, EXAMPLE_BYTES));
      this.#examples.set(verdict, { line: place.line, text });
    }
  }

  list(): ShardRejects[] {
    return [...this.#examples].map(([verdict, example]) => ({
      reason: REASONS[verdict] as Reason,
      count: this.#counts[verdict] ?? 0,
      example,
    }));
  }
}

/**
 * Reads a shard again and spools the lines that other events reject: those
 * at `offsets`, ascending, each with the verdict at the same place.
 */
export function rejectLines(
  shard: Shard,
  offsets: Uint32Array,
  verdicts: Uint8Array,
  reader: LineReader,
  spool: ShardSpool,
): ShardRejects[] {
  const rejects = new Rejects(spool);
  const place = { shard: shard.number, offset: 0, line: 0 };
  const numberOf = numberLines(shard);
  let lines = 0;
  let next = 0;
  reader.readShard(shard, {
    line(bytes, start, end, offset) {
      if (offset === offsets[next]) {
        place.offset = offset;
        place.line = numberOf(lines);
        const verdict = verdicts[next] as Verdict;
        rejects.put(verdict, bytes.subarray(start, end), end - start, place);
        next++;
      }
      lines++;
    },
    // Too long for an event, and rejected as such when it was parsed.
    longLine() {
      lines++;
    },
  });
  spool.close();
  return rejects.list();
}

const DUPLICATE = verdictOf("duplicate_event");

/**
 * Reads a shard of known events again and spools the lines of the first ones,
 * `most` at the most, as duplicates.
 */
export function rejectRepeated(
  shard: Shard,
  most: number,
  parseLine: ReturnType<typeof createLineParser>,
  reader: LineReader,
  spool: ShardSpool,
): ShardRejects[] {
  const rejects = new Rejects(spool);
  const event = new EventRecord();
  const place = { shard: shard.number, offset: 0, line: 0 };
  let lines = 0;
  let kept = 0;
  reader.readShard(shard, {
    line(bytes, start, end, offset) {
      if (kept < most && parseLine(bytes, start, end, event) === ACCEPTED) {
        place.offset = offset;
        place.line = lines;
        rejects.put(DUPLICATE, bytes.subarray(start, end), end - start, place);
        kept++;
      }
      lines++;
    },
    longLine() {
      lines++;
    },
  });
  spool.close();
  return rejects.list();
}
