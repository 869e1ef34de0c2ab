import { messageOf, TouchlineError } from "../../common/errors.ts";
import {
  OTHER_VALUES,
  type LateRejects,
  type ShardOutcome,
  type ShardRejects,
  type WorkerOutcome,
  type WorkerSetup,
  type WorkerTask,
} from "./messages.ts";
import { createExplainer, type ExplainLine } from "../explain/explain-line.ts";
import { previewEvent, type PreviewedLine } from "../explain/preview-line.ts";
import { createLineParser, type LineParser } from "../parse/fast.ts";
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
import { formatTime } from "../../common/text.ts";

/** Does one task on a shard; throws errors that the input has not caused. */
export type DoTask = (
  task: WorkerTask,
) => WorkerOutcome<ShardOutcome | ShardRejects[]>;

/** Prepares what all tasks of a thread share. */
export function createShardTasks(setup: WorkerSetup): DoTask {
  const reader = new LineReader();
  const parseLine = createLineParser(setup.context);
  const explain = createExplainer(setup.context);
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
        return parseShard(
          ...([shard, reader, parseLine, explain, seenIds, spool] as const),
          number === 0 ? setup.previewLines : 0,
        );
      case "reject":
        return rejectLines(shard, task, parseLine, reader, spool);
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
 * @param previewLines how many of the first lines are described.
 */
export function parseShard(
  shard: Shard,
  reader: LineReader,
  parseLine: LineParser,
  explain: ExplainLine,
  seenIds: SeenIds,
  spool: ShardSpool,
  previewLines: number,
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
  const preview: PreviewedLine[] = [];
  const reject = (verdict: Verdict, line: Buffer, length: number) => {
    const reason = REASONS[verdict] as Reason;
    const { detail, value } = explain(reason, line, length);
    rejects.put(verdict, detail, line, length, place, value);
    if (preview.length < previewLines)
      preview.push({ ...place, rejected: { reason, detail } });
  };

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
        if (preview.length < previewLines) {
          const understood = previewEvent(bytes.subarray(start, end));
          preview.push({ ...place, event: understood });
        }
      } else if (isBlank(bytes, start, end)) {
        blank++;
      } else {
        reject(verdict, bytes.subarray(start, end), end - start);
      }
      lines++;
    },
    longLine(beginning, length, offset) {
      place.offset = offset;
      place.line = numberOf(lines);
      reject(MALFORMED, beginning, length);
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
    preview,
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

/** Different values of a reason that a shard counts, each in one number. */
const MOST_VALUES = 100;

/** Spools rejected lines, and counts them by reason with an example each. */
export class Rejects {
  readonly #spool: ShardSpool;
  readonly #counts = REASONS.map(() => 0);
  readonly #examples = new Map<Verdict, Required<ShardRejects>["example"]>();
  readonly #values = new Map<Verdict, Map<string, number>>();

  constructor(spool: ShardSpool) {
    this.#spool = spool;
  }

  /**
   * Keeps a line of so many bytes, of which `line` may be the beginning.
   * @param value is counted, unless it is empty.
   */
  put(
    verdict: Verdict,
    detail: string,
    line: Buffer,
    length: number,
    place: Place,
    value = "",
  ): void {
    const reason = REASONS[verdict] as Reason;
    this.#spool.putRejected(reason, detail, line, length, place);
    this.#counts[verdict] = (this.#counts[verdict] ?? 0) + 1;
    if (!this.#examples.has(verdict))
      this.#examples.set(verdict, { line: place.line, detail });
    if (value !== "") this.#count(verdict, value);
  }

  #count(verdict: Verdict, value: string): void {
    let values = this.#values.get(verdict);
    if (!values)
      this.#values.set(verdict, (values = new Map<string, number>()));
    const known = values.has(value) || values.size < MOST_VALUES;
    const counted = known ? value : OTHER_VALUES;
    values.set(counted, (values.get(counted) ?? 0) + 1);
  }

  list(): ShardRejects[] {
    return [...this.#examples].map(([verdict, example]) => ({
      reason: REASONS[verdict] as Reason,
      count: this.#counts[verdict] ?? 0,
      example,
      values: this.#values.get(verdict) ?? new Map<string, number>(),
    }));
  }
}

/**
 * Reads a shard again and spools the lines that other events reject: those
 * at `offsets`, ascending, each with the verdict at the same place.
 */
export function rejectLines(
  shard: Shard,
  { offsets, verdicts }: LateRejects,
  parseLine: LineParser,
  reader: LineReader,
  spool: ShardSpool,
): ShardRejects[] {
  const rejects = new Rejects(spool);
  const event = new EventRecord();
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
        const isFinal = verdict === DUPLICATE || verdict === TOO_OLD;
        if (isFinal) parseLine(bytes, start, end, event);
        const detail = isFinal ? explainFinal(verdict, event) : "";
        const line = bytes.subarray(start, end);
        rejects.put(verdict, detail, line, end - start, place);
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
const TOO_OLD = verdictOf("outside_retention");

/** Explains an event that others reject for good. */
const explainFinal = (
  verdict: Verdict,
  { eventId, timestamp }: EventRecord,
): string =>
  verdict === DUPLICATE
    ? `event_id is ${eventId}: an event with this id came before`
    : `event_timestamp is ${timestamp} (${formatTime(timestamp * 1000)} UTC): raw events of this time are forgotten`;

/**
 * Reads a shard of known events again and spools the lines of the first ones,
 * `most` at the most, as duplicates.
 */
export function rejectRepeated(
  shard: Shard,
  most: number,
  parseLine: LineParser,
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
        const line = bytes.subarray(start, end);
        const detail = explainFinal(DUPLICATE, event);
        rejects.put(DUPLICATE, detail, line, end - start, place);
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
