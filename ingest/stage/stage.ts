import { rmSync } from "node:fs";
import type { ShardOutcome } from "./messages.ts";
import type { WorkerPool } from "./pool.ts";
import { total } from "../../common/total.ts";
import type { RunObserver } from "../../runs/run-progress.ts";
import type { Shard } from "../input/shard.ts";

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
  /** The numbers of files whose events are all known: see leaveOutKnownFiles. */
  readonly knownFiles: ReadonlySet<number>;
}

/** A file as the ledger names it, whose lines are staged. */
export interface SourceFile {
  readonly name: string;
  /** Whether offsets in its shards are offsets in it. */
  readonly hasOffsets: boolean;
  /** Whether its bytes are read as its shards are, and not before. */
  readonly readByShard: boolean;
}

/** Parses all the lines into block files, in the workers. */
export async function stage(
  { files, shards }: StageInput,
  pool: WorkerPool,
  folder: string,
  observer: RunObserver,
): Promise<StagedRun> {
  const outcomes: ShardOutcome[] = [];
  await pool.forEach(shards, async (shard) => {
    const outcome = await pool.parse(shard);
    outcomes[shard.number] = outcome;
    observer({
      kind: "parsed",
      lines: outcome.lines,
      rejected: total(outcome.rejected.map(({ count }) => count)),
    });
    const { readByShard } = files[shard.fileNumber - 1] as SourceFile;
    if (readByShard) observer({ kind: "read", bytes: shard.end - shard.start });
    // A segment is read again for events that others reject, and has none.
    else if (total(outcome.passed) === 0) rmSync(shard.path);
  });
  return {
    folder,
    files: files.map(({ name }) => name),
    shards: locate(outcomes, files),
    outcomes,
    knownFiles: new Set(),
  };
}

/** What is staged. */
interface StageInput {
  readonly files: readonly SourceFile[];
  readonly shards: AsyncIterable<Shard> | Iterable<Shard>;
}

/** Counts the lines before each shard of its file. */
function locate(
  outcomes: readonly ShardOutcome[],
  files: readonly SourceFile[],
): StagedShard[] {
  const linesOfFile = files.map(() => 0);
  return outcomes.map(({ shard, lines }) => {
    const file = shard.fileNumber - 1;
    const before = linesOfFile[file] ?? 0;
    linesOfFile[file] = before + lines;
    const firstLine = shard.lineNumbers?.first ?? before + 1;
    const hasOffsets = files[file]?.hasOffsets ?? false;
    return { ...shard, firstLine, hasOffsets };
  });
}
