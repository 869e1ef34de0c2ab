import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { TouchlineError } from "../../common/errors.ts";
import { explainUnreadable } from "../../common/explain-files.ts";
import {
  readTail,
  MAX_LINE_BYTES,
  MAX_RAW_BYTES,
  MAX_SHARD_BYTES,
  type Shard,
} from "./shard.ts";

const LF = 10;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const READ_ON_BYTES = 64 * 1024;

/** What is done with each line of a shard. */
export interface LineHandler {
  /** All bytes of the shard's range, before its lines. */
  range?(bytes: Buffer): void;
  /**
   * A line: `bytes[start, end)`, without its LF. `offset` is where it starts,
   * in bytes from the start of the shard.
   */
  line(bytes: Buffer, start: number, end: number, offset: number): void;
  /** A line that is too long: its beginning, and its length in bytes. */
  longLine(beginning: Buffer, length: number, offset: number): void;
}

/**
 * Reads shards line by line, through one buffer that is used again for each.
 * A line ends at LF; a last line needs none, if it has at least one byte. A
 * byte order mark at the start of a file is passed over; single lines of one
 * come without it.
 * Throws input_failed if the file has changed since the shard was planned.
 */
export class LineReader {
  readonly #buffer = Buffer.allocUnsafeSlow(
    MAX_SHARD_BYTES + MAX_LINE_BYTES + 2 * READ_ON_BYTES,
  );

  readShard(shard: Shard, handler: LineHandler): void {
    const file = open(shard);
    try {
      checkIdentity(file, shard);
      new ShardPass(file, shard, this.#buffer).run(handler);
      // A file that was rewritten in place keeps its inode.
      checkIdentity(file, shard);
    } finally {
      closeSync(file);
    }
  }
}

/** One pass over one shard. */
class ShardPass {
  readonly #file: number;
  readonly #shard: Shard;
  readonly #buffer: Buffer;
  /** What has been read: the file's bytes from #base on. */
  #filled = 0;
  readonly #base: number;

  constructor(file: number, shard: Shard, buffer: Buffer) {
    this.#file = file;
    this.#shard = shard;
    this.#buffer = buffer;
    // A line starts right at the start if the byte before ends a line.
    this.#base = Math.max(0, shard.start - 1);
  }

  run(handler: LineHandler): void {
    const { start, end } = this.#shard;
    this.#read(end - this.#base);
    // Where the shard's bytes start and end in the buffer.
    const first = start - this.#base;
    const stop = end - this.#base;
    handler.range?.(this.#buffer.subarray(first, stop));
    let at = start === 0 ? this.#skipByteOrderMark() : this.#skipToLine();
    while (at < stop) {
      const offset = at - first;
      const lineEnd = this.#findLineEnd(at);
      if (lineEnd === undefined) {
        const length = this.#measureLongLine(at);
        const beginning = this.#buffer.subarray(at, at + MAX_RAW_BYTES);
        handler.longLine(beginning, length, offset);
        at += length + 1;
        continue;
      }
      handler.line(this.#buffer, at, lineEnd, offset);
      at = lineEnd + 1;
    }
  }

  /** Reads on; false when the file has no more. */
  #read(bytes: number): boolean {
    const left = this.#shard.identity.size - (this.#base + this.#filled);
    let wanted = Math.min(bytes, left);
    if (wanted <= 0) return false;
    while (wanted > 0) {
      const count = readSync(
        this.#file,
        this.#buffer,
        this.#filled,
        wanted,
        this.#base + this.#filled,
      );
      if (count === 0) throw changed(this.#shard.name, "became shorter");
      this.#filled += count;
      wanted -= count;
    }
    return true;
  }

  #skipByteOrderMark(): number {
    const marked =
      this.#filled >= BYTE_ORDER_MARK.length &&
      this.#shard.inputOffset === 0 &&
      !this.#shard.lineNumbers &&
      BYTE_ORDER_MARK.every((byte, index) => this.#buffer[index] === byte);
    return marked ? BYTE_ORDER_MARK.length : 0;
  }

  /** The start of the first line that starts in the shard. */
  #skipToLine(): number {
    const lineFeed = this.#indexOfLineFeed(0);
    return lineFeed < 0 ? this.#filled : lineFeed + 1;
  }

  /** The end of the line at `at`; undefined when the line is too long. */
  #findLineEnd(at: number): number | undefined {
    let searched = at;
    for (;;) {
      const lineFeed = this.#indexOfLineFeed(searched);
      if (lineFeed >= 0)
        return lineFeed - at > MAX_LINE_BYTES ? undefined : lineFeed;
      searched = this.#filled;
      if (searched - at > MAX_LINE_BYTES) return undefined;
      if (!this.#read(READ_ON_BYTES)) return this.#filled;
    }
  }

  #indexOfLineFeed(from: number): number {
    const index = this.#buffer.indexOf(LF, from);
    // Behind what has been read lies what an earlier shard left there.
    return index < this.#filled ? index : -1;
  }

  /** The length of the line at `at`, most of which is not in the buffer. */
  #measureLongLine(at: number): number {
    const known = this.#shard.lastLineBytes;
    if (known !== undefined) return known;
    const scratch = Buffer.allocUnsafe(1024 * 1024);
    let length = this.#filled - at;
    const lineFeed = this.#indexOfLineFeed(at);
    if (lineFeed >= 0) return lineFeed - at;
    let position = this.#base + this.#filled;
    while (position < this.#shard.identity.size) {
      const left = this.#shard.identity.size - position;
      const count = readSync(
        this.#file,
        scratch,
        0,
        Math.min(scratch.length, left),
        position,
      );
      if (count === 0) throw changed(this.#shard.name, "became shorter");
      const found = scratch.subarray(0, count).indexOf(LF);
      if (found >= 0) return length + found;
      length += count;
      position += count;
    }
    return length;
  }
}

function open({ name, path }: Shard): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    throw explainUnreadable(`file ${name}`, error);
  }
}

/** What was added to the file since is left for another run. */
function checkIdentity(file: number, { name, identity }: Shard): void {
  const { ino, size } = fstatSync(file);
  if (ino !== identity.inode) throw changed(name, "was replaced");
  if (size < identity.size) throw changed(name, "became shorter");
  const { tail } = identity;
  if (tail !== undefined && tail !== readTail(file, identity.size))
    throw changed(name, "was rewritten");
}

function changed(name: string, how: string): TouchlineError {
  return new TouchlineError(
    "input_failed",
    `${name} ${how} while it was read. Run the command again once nothing writes to the file`,
  );
}
