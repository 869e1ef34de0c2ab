import { hashPieces } from "../input/content-hash.ts";
import { numberLines } from "../input/line-numbers.ts";
import { EVENT_TYPES, EventRecord } from "../parse/event.ts";
import type { createLineParser } from "../parse/parse-line.ts";
import { ACCEPTED, verdictOf } from "../parse/reasons.ts";
import type { ShardOutcome } from "./messages.ts";
import { Rejects } from "./reject-lines.ts";
import type { LineReader } from "../input/read-lines.ts";
import type { SeenIds } from "./seen-ids.ts";
import type { Shard } from "../input/shard.ts";
import type { ShardSpool } from "./spool.ts";

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

/** Only spaces, tabs and CR: no parser accepts it, so it is asked last. */
function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte !== SPACE && byte !== TAB && byte !== CR) return false;
  }
  return true;
}
