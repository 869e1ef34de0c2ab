import { EventRecord } from "../parse/event.ts";
import type { createLineParser } from "../parse/parse-line.ts";
import { numberLines } from "../input/line-numbers.ts";
import type { ShardRejects } from "./messages.ts";
import {
  ACCEPTED,
  REASONS,
  verdictOf,
  type Reason,
  type Verdict,
} from "../parse/reasons.ts";
import type { LineReader } from "../input/read-lines.ts";
import type { Shard } from "../input/shard.ts";
import type { Place, ShardSpool } from "./spool.ts";

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
