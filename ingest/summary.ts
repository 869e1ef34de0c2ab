import { total } from "../common/total.ts";
import type { SparsePings } from "./derive/sparse-pings.ts";
import { OTHER_VALUES, type ShardRejects } from "./stage/messages.ts";
import { REASONS, type Reason } from "../common/reasons.ts";
import type { PreviewedLine } from "./explain/preview-line.ts";
import type { FoundRejects } from "./stage/keep-rejects.ts";
import type { StagedRun } from "./stage/stage.ts";

/** The lines of a run that were rejected for one reason. */
export interface Rejects {
  readonly reason: Reason;
  readonly count: number;
  /** Missing where the run was completed after its process had ended. */
  readonly example?: Example;
  /** The most frequent values, for the reasons that have few. */
  readonly values: readonly CountedValue[];
}

/** How many lines share a value. */
export interface CountedValue {
  /** As it was sent; "others" stands for all that are not listed. */
  readonly value: string;
  readonly lines: number;
}

/** The first line of its kind. */
interface Example {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Why it was rejected; for the form see explainLine. */
  readonly detail: string;
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
  /** How the first lines of the input were understood, in a dry run. */
  readonly preview: Preview | undefined;
}

/** The first lines of a file. */
interface Preview {
  readonly file: string;
  readonly lines: readonly PreviewedLine[];
}

/**
 * Puts together what the lines alone and what other events have rejected.
 * @param late what other events have rejected, by the number of the shard.
 * @param details of the first lines of reasons that the workers do not explain.
 */
export function summarize(
  run: StagedRun,
  late: ReadonlyMap<number, readonly ShardRejects[]>,
  details: ReadonlyMap<Reason, string>,
): Pick<RunSummary, "lines" | "blank" | "accepted" | "rejected"> {
  const lines = total(run.outcomes.map((outcome) => outcome.lines));
  const blank = total(run.outcomes.map((outcome) => outcome.blank));
  const passed = total(run.outcomes.flatMap((outcome) => outcome.passed));
  const lateCounts = [...late.values()].flat().map(({ count }) => count);
  return {
    lines,
    blank,
    accepted: passed - total(lateCounts),
    rejected: rejectsByReason(run, late, details),
  };
}

/**
 * Puts together how the first lines were understood, with those of them that
 * other events reject.
 * @param late what other events reject, by the number of the shard.
 */
export function previewInput(
  { files, shards, outcomes, knownFiles }: StagedRun,
  late: FoundRejects["lines"],
): Preview | undefined {
  const [shard] = shards;
  const previewed = outcomes[0]?.preview ?? [];
  if (!shard || previewed.length === 0) return undefined;
  const verdicts = new Map(
    (late.get(shard.number) ?? []).map(({ offset, verdict }) => [
      offset,
      REASONS[verdict],
    ]),
  );
  const isKnown = knownFiles.has(shard.fileNumber);
  const lines = previewed.map((one) => {
    const line = shard.firstLine + one.line;
    const reason = isKnown ? "duplicate_event" : verdicts.get(one.offset);
    return one.rejected || reason === undefined
      ? { ...one, line }
      : { ...one, line, rejected: { reason, detail: "" } };
  });
  return { file: files[shard.fileNumber - 1] ?? "", lines };
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
  details: ReadonlyMap<Reason, string>,
): Rejects[] {
  const byReason = new Map<Reason, ShardRejects & Pick<Rejects, "example">>();
  run.shards.forEach((shard, index) => {
    const early = run.outcomes[index]?.rejected ?? [];
    for (const rejects of [...early, ...(late.get(shard.number) ?? [])]) {
      const { reason, count, example, values } = rejects;
      const known = byReason.get(reason);
      const first =
        known?.example ??
        (example && {
          file: run.files[shard.fileNumber - 1] ?? "",
          line: shard.firstLine + example.line,
          detail: example.detail || (details.get(reason) ?? ""),
        });
      byReason.set(reason, {
        reason,
        count: count + (known?.count ?? 0),
        values: addUp(known?.values, values),
        ...(first && { example: first }),
      });
    }
  });
  return [...byReason.values()]
    .map(({ values, ...rejects }) => ({ ...rejects, values: rank(values) }))
    .sort((a, b) => REASONS.indexOf(a.reason) - REASONS.indexOf(b.reason));
}

type Counts = ReadonlyMap<string, number>;

function addUp(known: Counts | undefined, values: Counts): Counts {
  if (!known) return values;
  const sums = new Map(known);
  for (const [value, lines] of values)
    sums.set(value, (sums.get(value) ?? 0) + lines);
  return sums;
}

/** Values that a summary lists. */
const MOST_VALUES = 10;

/** The most frequent values, and the sum of the others. */
function rank(counts: Counts): CountedValue[] {
  const values = [...counts]
    .map(([value, lines]) => ({ value, lines }))
    .filter(({ value }) => value !== OTHER_VALUES)
    .sort((a, b) => b.lines - a.lines || (a.value < b.value ? -1 : 1));
  const listed = values.slice(0, MOST_VALUES);
  const others =
    total([...counts.values()]) - total(listed.map(({ lines }) => lines));
  return others > 0
    ? [...listed, { value: OTHER_VALUES, lines: others }]
    : listed;
}
