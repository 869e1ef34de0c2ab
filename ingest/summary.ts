import { total } from "../common/total.ts";
import type { SparsePings } from "./derive/sparse-pings.ts";
import type { ShardRejects } from "./stage/messages.ts";
import { REASONS, type Reason } from "../common/reasons.ts";
import type { StagedRun } from "./stage/stage.ts";

/** The lines of a run that were rejected for one reason. */
export interface Rejects {
  readonly reason: Reason;
  readonly count: number;
  /** Missing where the run was completed after its process had ended. */
  readonly example?: Example;
}

/** The first line of its kind. */
interface Example {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Its beginning. */
  readonly text: string;
}

/** The result of a run. */
export interface RunSummary {
  /** null where nothing was published. */
  readonly runId: number | null;
  /** The same command had published this run, and ended before it reported it. */
  readonly repeated: boolean;
  readonly lines: number;
  readonly blank: number;
  readonly accepted: number;
  /** In the order of the rules. */
  readonly rejected: readonly Rejects[];
  readonly admitted: number;
  /** The path of the time zones file. */
  readonly timezones: string;
  readonly sparsePings?: SparsePings | undefined;
  readonly seconds: number;
}

/**
 * Puts together what the lines alone and what other events have rejected.
 * @param late what other events have rejected, by the number of the shard.
 */
export function summarize(
  run: StagedRun,
  late: ReadonlyMap<number, readonly ShardRejects[]>,
): Pick<RunSummary, "lines" | "blank" | "accepted" | "rejected"> {
  const lines = total(run.outcomes.map((outcome) => outcome.lines));
  const blank = total(run.outcomes.map((outcome) => outcome.blank));
  const passed = total(run.outcomes.flatMap((outcome) => outcome.passed));
  const lateCounts = [...late.values()].flat().map(({ count }) => count);
  return {
    lines,
    blank,
    accepted: passed - total(lateCounts),
    rejected: rejectsByReason(run, late),
  };
}

/** The counts alone, by reason. */
export function countByReason(
  rejected: readonly Rejects[],
): Record<string, number> {
  return Object.fromEntries(
    rejected.map(({ reason, count }) => [reason, count]),
  );
}

/** Shards come in the order of the input, so the first example is kept. */
function rejectsByReason(
  run: StagedRun,
  late: ReadonlyMap<number, readonly ShardRejects[]>,
): Rejects[] {
  const byReason = new Map<Reason, Rejects>();
  run.shards.forEach((shard, index) => {
    const early = run.outcomes[index]?.rejected ?? [];
    for (const rejects of [...early, ...(late.get(shard.number) ?? [])]) {
      const { reason, count, example } = rejects;
      const known = byReason.get(reason);
      const first =
        known?.example ??
        (example && {
          file: run.files[shard.fileNumber - 1] ?? "",
          line: shard.firstLine + example.line,
          text: example.text,
        });
      byReason.set(reason, {
        reason,
        count: count + (known?.count ?? 0),
        ...(first && { example: first }),
      });
    }
  });
  return [...byReason.values()].sort(
    (a, b) => REASONS.indexOf(a.reason) - REASONS.indexOf(b.reason),
  );
}
