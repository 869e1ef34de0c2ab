import type { Readable } from "node:stream";
import type { InputFile } from "./input.ts";
import { readShards } from "./input.ts";
import type { ShardOutcome } from "./messages.ts";
import type { WorkerPool } from "./pool.ts";
import type { Shard } from "./shard.ts";

/** A shard with its place in its file. */
export interface StagedShard extends Shard {
  /** The number of its first line, from 1. */
  readonly firstLine: number;
  /** Whether offsets in it are offsets in the input file. */
  readonly hasOffsets: boolean;
}

/** What parsing has made of the input: block files, and what they hold. */
export interface StagedRun {
  readonly folder: string;
  /** The names of the input files. */
  readonly files: readonly string[];
  readonly shards: readonly StagedShard[];
  /** What each shard held, in the order of `shards`. */
  readonly outcomes: readonly ShardOutcome[];
}

export interface StageOptions {
  readonly folder: string;
  readonly workers: number;
  readonly shardBytes?: number | undefined;
  /** Opens standard input. */
  readonly standardInput: () => Readable;
  /** Told of each shard that is done, in any order. */
  readonly onShard: (outcome: ShardOutcome) => void;
  /** Told of the bytes of a stream as they are read. */
  readonly onStreamBytes: (bytes: number) => void;
}

/** Has the workers parse the whole input into block files. */
export async function stage(
  files: readonly InputFile[],
  pool: WorkerPool,
  options: StageOptions,
): Promise<StagedRun> {
  const outcomes: ShardOutcome[] = [];
  await pool.forEach(readShards(files, options), async (shard) => {
    const outcome = await pool.parse(shard);
    outcomes[shard.number] = outcome;
    options.onShard(outcome);
  });
  return {
    folder: options.folder,
    files: files.map(({ name }) => name),
    shards: locate(outcomes, files),
    outcomes,
  };
}

/** Counts the lines before each shard of its file. */
function locate(
  outcomes: readonly ShardOutcome[],
  files: readonly InputFile[],
): StagedShard[] {
  const linesOfFile = files.map(() => 0);
  return outcomes.map(({ shard, lines }) => {
    const file = shard.fileNumber - 1;
    const firstLine = (linesOfFile[file] ?? 0) + 1;
    linesOfFile[file] = firstLine - 1 + lines;
    const hasOffsets = !files[file]?.documents;
    return { ...shard, firstLine, hasOffsets };
  });
}
