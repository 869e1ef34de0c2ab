import { closeSync, openSync, readSync, readFileSync } from "node:fs";

/** Largest shard, in bytes: one fits into a worker's buffer at once. */
export const MAX_SHARD_BYTES = 16 * 1024 * 1024;

/** Bytes that a line may have; a longer one is malformed_json. */
export const MAX_LINE_BYTES = 16 * 1024 * 1024;

/** Bytes of a rejected line that are kept. */
export const MAX_RAW_BYTES = 64 * 1024;

/**
 * A part of the input that one worker reads: the lines that start in a range
 * of bytes of a file on disk. Shards are numbered in the order of the input.
 */
export interface Shard {
  readonly number: number;
  /** The place of the input file in the command, from 1. */
  readonly fileNumber: number;
  /** The name of the file in messages. */
  readonly name: string;
  /** The file to read: the input itself, or a segment of it on disk. */
  readonly path: string;
  readonly start: number;
  readonly end: number;
  /** What the file was when the shard was planned. */
  readonly identity: FileIdentity;
  /** Where `start` lies in the (decompressed) input file, in bytes. */
  readonly inputOffset: number;
  /** The true length of the last line, where the segment holds only a part. */
  readonly lastLineBytes?: number;
  /** Which lines these are, where they are not one after another. */
  readonly lineNumbers?: LineNumbers;
}

/** The numbers of the lines of a shard, in their order. */
export interface LineNumbers {
  /** That of the first one. */
  readonly first: number;
  /** A file: for each line a Uint32, by how much its number is greater. */
  readonly path: string;
}

/** Identifies a file: another one may have taken its name or its inode. */
export interface FileIdentity {
  readonly inode: number;
  readonly size: number;
  /** Its last bytes, where it is not a file of the run itself. */
  readonly tail?: string;
}

/** Other events hardly end in the same bytes as these. */
const TAIL_BYTES = 256;

/** The last of the first `size` bytes of an open file, as text. */
export function readTail(file: number, size: number): string {
  const tail = Buffer.alloc(Math.min(TAIL_BYTES, size));
  readSync(file, tail, 0, tail.length, size - tail.length);
  return tail.toString("latin1");
}

/** The same of the file at a path. */
export function readTailOf(path: string, size: number): string {
  const file = openSync(path, "r");
  try {
    return readTail(file, size);
  } finally {
    closeSync(file);
  }
}

/**
 * Returns the number of the n-th line of a shard (n from 0) less that of its
 * first line.
 */
export function numberLines({ lineNumbers }: Shard): (n: number) => number {
  if (!lineNumbers) return (n) => n;
  const bytes = readFileSync(lineNumbers.path);
  return (n) => bytes.readUInt32LE(4 * n);
}
