import { readRawLine } from "./raw-line.ts";
import type { Derivation } from "./derive.ts";
import { REASONS, type Reason } from "./parse/reasons.ts";
import { SHARD_STEP } from "./shard.ts";
import type { StagedRun, StagedShard } from "./stage.ts";

/** The lines of a run that were rejected for one reason. */
export interface Rejects {
  readonly reason: Reason;
  readonly count: number;
  readonly example: Example;
}

/** The first line of its kind. */
interface Example {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Its beginning. */
  readonly text: string;
}

/** What a run has made of its input. */
export interface RunSummary {
  /** null where nothing was published. */
  readonly runId: number | null;
  readonly lines: number;
  readonly blank: number;
  readonly accepted: number;
  /** In the order of the rules. */
  readonly rejected: readonly Rejects[];
  readonly admitted: number;
  readonly seconds: number;
}

/** Puts together what the lines alone and what other events have rejected. */
export function summarize(
  run: StagedRun,
  derivation: Derivation,
): Omit<RunSummary, "runId" | "seconds"> {
  const rejected = [
    ...rejectedByLine(run),
    ...rejectedByEvents(run, derivation),
  ];
  const lines = total(run.outcomes.map((outcome) => outcome.lines));
  const blank = total(run.outcomes.map((outcome) => outcome.blank));
  const passed = total(run.outcomes.flatMap((outcome) => outcome.passed));
  const late = total(derivation.rejected.map(({ count }) => Number(count)));
  return {
    lines,
    blank,
    accepted: passed - late,
    rejected: rejected.sort(
      (a, b) => REASONS.indexOf(a.reason) - REASONS.indexOf(b.reason),
    ),
    admitted: derivation.admitted,
  };
}

export function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function rejectedByLine(run: StagedRun): Rejects[] {
  const byReason = new Map<Reason, Rejects>();
  run.outcomes.forEach((outcome, index) => {
    for (const { reason, count, example } of outcome.rejected) {
      const known = byReason.get(reason);
      byReason.set(reason, {
        reason,
        count: count + (known?.count ?? 0),
        example: known?.example ?? {
          ...placeOf(run, run.shards[index] as StagedShard, example.line),
          text: example.text,
        },
      });
    }
  });
  return [...byReason.values()];
}

function rejectedByEvents(run: StagedRun, { rejected }: Derivation): Rejects[] {
  return rejected.map(({ reason, count, position, line }) => {
    const shardNumber = Math.floor(Number(position) / SHARD_STEP);
    const shard = run.shards[shardNumber] as StagedShard;
    const text = readRawLine(shard, Number(position) % SHARD_STEP);
    const example = { ...placeOf(run, shard, Number(line)), text };
    return { reason, count: Number(count), example };
  });
}

function placeOf(
  run: StagedRun,
  shard: StagedShard,
  line: number,
): { file: string; line: number } {
  return {
    file: run.files[shard.fileNumber - 1] ?? "",
    line: shard.firstLine + line,
  };
}
