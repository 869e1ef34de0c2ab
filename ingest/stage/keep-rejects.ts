import type { ShardRejects } from "./messages.ts";
import { verdictOf, type Verdict } from "../parse/rules.ts";
import type { WorkerPool } from "./pool.ts";
import type { StagedRun, StagedShard } from "./stage.ts";
import { total } from "../../common/total.ts";

/** Duplicates of a run whose lines are kept: the first ones. */
export const MOST_DUPLICATES = 1000;

const DUPLICATE_REASON = "duplicate_event";
const DUPLICATE = verdictOf(DUPLICATE_REASON);

/** A line that other events reject. */
export interface RejectedLine {
  /** In bytes from the start of its shard. */
  readonly offset: number;
  readonly verdict: Verdict;
}

/** What the rules over several events reject of a run, by shard. */
export interface FoundRejects {
  /** The lines to be kept, in their order. */
  readonly lines: ReadonlyMap<number, readonly RejectedLine[]>;
  /** How many duplicates there are, kept or not. */
  readonly duplicates: ReadonlyMap<number, number>;
}

/** The work for a shard. */
interface Share {
  readonly shard: StagedShard;
  readonly duplicates: number;
  /** Puts the lines into block files. */
  readonly keep: () => Promise<ShardRejects[]>;
}

/**
 * Keeps, in the workers, the lines that other events reject: all of them, but
 * only the first duplicates of the run. Returns them with their counts, by
 * shard.
 */
export async function keepRejects(
  pool: WorkerPool,
  staged: StagedRun,
  found: FoundRejects,
): Promise<Map<number, ShardRejects[]>> {
  const kept = new Map<number, ShardRejects[]>();
  const shares = [...shareOut(pool, staged, found)];
  await pool.forEach(shares, async ({ shard, duplicates, keep }) => {
    kept.set(shard.number, withCount(await keep(), duplicates));
  });
  return kept;
}

/** Goes through the shards in the order of the input. */
function* shareOut(
  pool: WorkerPool,
  { shards, outcomes, knownFiles }: StagedRun,
  found: FoundRejects,
): Generator<Share> {
  let left = MOST_DUPLICATES;
  for (const [index, shard] of shards.entries()) {
    if (knownFiles.has(shard.fileNumber)) {
      const duplicates = total(outcomes[index]?.passed ?? []);
      const most = Math.min(left, duplicates);
      left -= most;
      const keep = async () => (most > 0 ? pool.repeat(shard, most) : []);
      yield { shard, duplicates, keep };
      continue;
    }
    const duplicates = found.duplicates.get(shard.number) ?? 0;
    const lines = (found.lines.get(shard.number) ?? []).filter(
      ({ verdict }) => verdict !== DUPLICATE || left-- > 0,
    );
    const rejects = {
      offsets: Uint32Array.from(lines, ({ offset }) => offset),
      verdicts: Uint8Array.from(lines, ({ verdict }) => verdict),
    };
    const keep = async () =>
      lines.length > 0 ? pool.reject(shard, rejects) : [];
    yield { shard, duplicates, keep };
  }
}

/** The same rejects, with all duplicates instead of those that are kept. */
function withCount(
  rejects: readonly ShardRejects[],
  duplicates: number,
): ShardRejects[] {
  const others = rejects.filter(({ reason }) => reason !== DUPLICATE_REASON);
  if (duplicates === 0) return others;
  const kept = rejects.find(({ reason }) => reason === DUPLICATE_REASON);
  return [
    ...others,
    {
      ...{ reason: DUPLICATE_REASON, values: new Map<string, number>() },
      ...{ ...kept, count: duplicates },
    },
  ];
}
