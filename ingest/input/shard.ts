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
  /** How messages call the file that is read. */
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

/** Tells a file from another one that took its name or its place. */
export interface FileIdentity {
  readonly inode: number;
  readonly size: number;
  /** Its last bytes, where it is not a file of the run itself. */
  readonly tail?: string;
}
