import { PIECE_BYTES } from "./content-hash.ts";
import { MAX_SHARD_BYTES, type FileIdentity, type Shard } from "./shard.ts";

/** A byte order mark, and a byte behind it, lie in the first shard. */
const LEAST_BYTES = 4;

/** A file so small is one shard: other threads would take longer to come up. */
export const SMALL_FILE_BYTES = 8 * 1024 * 1024;

/** So many shards a worker that none waits long for the last one. */
const SHARDS_A_WORKER = 4;

/**
 * The shard size, in bytes, that keeps so many workers busy on a file: a
 * multiple of the pieces that are hashed. To start on smaller shards would
 * cost as much as to read them.
 */
export function shardBytesFor(fileBytes: number, workers: number): number {
  if (fileBytes <= SMALL_FILE_BYTES) return SMALL_FILE_BYTES;
  const even = fileBytes / (workers * SHARDS_A_WORKER);
  const pieces = Math.max(1, Math.ceil(even / PIECE_BYTES));
  return Math.min(MAX_SHARD_BYTES, pieces * PIECE_BYTES);
}

/**
 * Cuts a file of lines into ranges of bytes. A line belongs to the range in
 * which it starts, so the ranges need no look at the file.
 */
export function planShards(
  { name, path }: { readonly name: string; readonly path: string },
  fileNumber: number,
  identity: FileIdentity,
  shardBytes: number,
  firstNumber: number,
): Shard[] {
  const bytes = Math.max(shardBytes, LEAST_BYTES);
  const count = Math.ceil(identity.size / bytes);
  return Array.from({ length: count }, (_, index) => ({
    number: firstNumber + index,
    fileNumber,
    name,
    path,
    start: index * bytes,
    end: Math.min((index + 1) * bytes, identity.size),
    identity,
    inputOffset: index * bytes,
  }));
}
