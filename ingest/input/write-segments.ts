import { closeSync, fstatSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { MAX_LINE_BYTES, type Shard } from "./shard.ts";

const LF = 10;

/** A segment is done at the first line end behind so many bytes. */
const SEGMENT_BYTES = 8 * 1024 * 1024;

/** Larger chunks are taken in steps, so that no segment outgrows a buffer. */
const STEP_BYTES = 64 * 1024;

/** What the segments of a stream have in common. */
export interface SegmentPlan {
  readonly folder: string;
  readonly fileNumber: number;
  readonly firstNumber: number;
}

/**
 * Writes a stream of lines into files of whole lines, and yields each as a
 * shard as soon as it is full: a stream cannot be read at two places, and
 * rejected lines are looked up again later. Of a line that is too long only
 * the beginning is written.
 */
export async function* writeSegments(
  chunks: AsyncIterable<Buffer>,
  plan: SegmentPlan,
): AsyncGenerator<Shard, void> {
  let number = plan.firstNumber;
  let inputOffset = 0;
  let segment = new Segment(plan, number, inputOffset);
  /** The length so far of the line that has not ended. */
  let lineBytes = 0;

  const cut = (lastLineBytes?: number): Shard => {
    const shard = segment.close(lastLineBytes);
    segment = new Segment(plan, ++number, inputOffset);
    return shard;
  };

  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length; from += STEP_BYTES) {
      let step = chunk.subarray(from, from + STEP_BYTES);
      if (lineBytes > MAX_LINE_BYTES) {
        const lineFeed = step.indexOf(LF);
        const passed = lineFeed < 0 ? step.length : lineFeed + 1;
        inputOffset += passed;
        lineBytes += lineFeed < 0 ? passed : passed - 1;
        if (lineFeed < 0) continue;
        yield cut(lineBytes);
        lineBytes = 0;
        step = step.subarray(passed);
      }
      if (segment.size + step.length > SEGMENT_BYTES) {
        const whole = step.lastIndexOf(LF) + 1;
        if (whole > 0) {
          segment.write(step.subarray(0, whole));
          inputOffset += whole;
          yield cut();
          lineBytes = 0;
          step = step.subarray(whole);
        }
      }
      segment.write(step);
      inputOffset += step.length;
      const lastLineFeed = step.lastIndexOf(LF);
      lineBytes =
        lastLineFeed < 0
          ? lineBytes + step.length
          : step.length - lastLineFeed - 1;
    }
  }
  const last = segment.close(
    lineBytes > MAX_LINE_BYTES ? lineBytes : undefined,
  );
  if (last.end > 0) yield last;
}

/** One file of lines, being written. */
class Segment {
  size = 0;
  readonly #file: number;
  readonly #path: string;
  readonly #plan: SegmentPlan;
  readonly #number: number;
  readonly #inputOffset: number;

  constructor(plan: SegmentPlan, number: number, inputOffset: number) {
    this.#plan = plan;
    this.#number = number;
    this.#inputOffset = inputOffset;
    this.#path = join(plan.folder, `${number}.segment`);
    this.#file = openSync(this.#path, "w", 0o600);
  }

  write(bytes: Buffer): void {
    let written = 0;
    while (written < bytes.length)
      written += writeSync(this.#file, bytes, written);
    this.size += bytes.length;
  }

  close(lastLineBytes?: number): Shard {
    const { ino } = fstatSync(this.#file);
    closeSync(this.#file);
    return {
      number: this.#number,
      fileNumber: this.#plan.fileNumber,
      name: this.#path,
      path: this.#path,
      start: 0,
      end: this.size,
      identity: { inode: ino, size: this.size },
      inputOffset: this.#inputOffset,
      ...(lastLineBytes !== undefined && { lastLineBytes }),
    };
  }
}
