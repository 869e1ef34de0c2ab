import { planShards, shardBytesFor } from "../input/plan-shards.ts";
import { readDocuments } from "../input/read-documents.ts";
import type { Shard } from "../input/shard.ts";
import { writeSegments } from "../input/write-segments.ts";
import { isShardable, type InputFile } from "./input-file.ts";
import { openFile, type OpenOptions } from "./open-file.ts";

/** What reading the input needs to know. */
export interface ReadOptions extends OpenOptions {
  readonly workers: number;
  /** Bytes of a shard; the default keeps all workers busy. */
  readonly shardBytes?: number | undefined;
}

/** Yields the whole input as shards, numbered in its order from 0. */
export async function* readShards(
  files: readonly InputFile[],
  options: ReadOptions,
): AsyncGenerator<Shard, void> {
  let next = 0;
  for (const file of files) {
    for await (const shard of shardsOf(file, options, next)) {
      yield shard;
      next = shard.number + 1;
    }
  }
}

function shardsOf(
  file: InputFile,
  options: ReadOptions,
  firstNumber: number,
): AsyncIterable<Shard> | Iterable<Shard> {
  const { number, bytes, source } = file;
  if (source.kind === "file" && bytes !== undefined && isShardable(file)) {
    const size = options.shardBytes ?? shardBytesFor(bytes, options.workers);
    const identity = { inode: source.inode, size: bytes, tail: source.tail };
    return planShards(file, number, identity, size, firstNumber);
  }
  return writeSegments(readLines(file, options), {
    folder: options.folder,
    fileNumber: number,
    firstNumber,
  });
}

/** The events of a file that is read as a stream, as lines. */
async function* readLines(
  file: InputFile,
  options: ReadOptions,
): AsyncGenerator<Buffer, void> {
  const { content, chunks } = await openFile(file, options);
  const isDocuments = content.format === "documents";
  yield* isDocuments ? readDocuments(chunks, file.name) : chunks;
}
