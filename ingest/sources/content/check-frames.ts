import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { TouchlineError } from "../../../common/errors.ts";
import type { Compression } from "./foreign-content.ts";
import { labelOf } from "../standard-input.ts";

/** A compression that ClickHouse reads to the end without noticing a cut. */
export type Framed = "zstd" | "lz4";

export const isFramed = (compression: Compression): compression is Framed =>
  compression === "zstd" || compression === "lz4";

/**
 * Throws input_failed if a file of zstd or lz4 does not end where its last frame
 * does: the engine takes the part before the cut for the whole. Only the headers
 * of blocks are read.
 */
export function checkFrames(path: string, name: string, kind: Framed): void {
  const file = openSync(path, "r");
  try {
    const frames = new Frames(file);
    const pass = kind === "zstd" ? passZstdFrame : passLz4Frame;
    while (!frames.ended) if (!passSkippable(frames)) pass(frames);
  } catch (error) {
    if (!(error instanceof BadFrame)) throw error;
    throw new TouchlineError(
      "input_failed",
      `${labelOf(name)} is not a complete ${kind} file (${error.message}): copy it again, or check it with ${kind} -t`,
    );
  } finally {
    closeSync(file);
  }
}

class BadFrame extends Error {}

/** A file of frames, passed over field by field. */
class Frames {
  readonly #file: number;
  readonly #size: number;
  #at = 0;

  constructor(file: number) {
    this.#file = file;
    this.#size = fstatSync(file).size;
  }

  get ended(): boolean {
    return this.#at === this.#size;
  }

  skip(bytes: number): void {
    this.#at += bytes;
    if (this.#at > this.#size) throw new BadFrame("it is cut off");
  }

  /** A little-endian number of 1 to 4 bytes, which stays to be passed. */
  peek(bytes: number): number {
    const field = Buffer.alloc(bytes);
    readSync(this.#file, field, 0, bytes, this.#at);
    return field.readUIntLE(0, bytes);
  }

  read(bytes: number): number {
    const number = this.peek(bytes);
    this.skip(bytes);
    return number;
  }

  expectMagic(magic: number): void {
    if (this.read(4) !== magic)
      throw new BadFrame("other data follows what is compressed");
  }
}

/** Both formats may have frames of other data in between. */
function passSkippable(frames: Frames): boolean {
  if (frames.peek(4) >>> 4 !== 0x184d2a5) return false;
  frames.skip(4);
  frames.skip(frames.read(4));
  return true;
}

/** RFC 8878, section 3.1.1. */
function passZstdFrame(frames: Frames): void {
  frames.expectMagic(0xfd2fb528);
  const descriptor = frames.read(1);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >>> 6] ?? 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  frames.skip((isSingleSegment ? 0 : 1) + dictionaryBytes + sizeBytes);
  for (let isLast = false; !isLast;) {
    const header = frames.read(3);
    isLast = (header & 1) !== 0;
    const isRepeatedByte = ((header >>> 1) & 3) === 1;
    frames.skip(isRepeatedByte ? 1 : header >>> 3);
  }
  if (descriptor & 4) frames.skip(4);
}

/** LZ4 Frame Format, version 1.6. */
function passLz4Frame(frames: Frames): void {
  frames.expectMagic(0x184d2204);
  const flags = frames.read(1);
  frames.skip(1 + (flags & 8 ? 8 : 0) + (flags & 1 ? 4 : 0) + 1);
  for (;;) {
    const size = frames.read(4) & 0x7fffffff;
    if (size === 0) break;
    frames.skip(size + (flags & 16 ? 4 : 0));
  }
  if (flags & 4) frames.skip(4);
}
