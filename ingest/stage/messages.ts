import type { RuleContext } from "../parse/rules.ts";
import type { Reason } from "../../common/reasons.ts";
import type { PreviewedLine } from "../explain/preview-line.ts";
import type { Shard } from "../input/shard.ts";
import type { Timezones } from "../parse/timezones.ts";

/** What every worker receives when it starts. */
export interface WorkerSetup {
  readonly context: RuleContext;
  readonly timezones: Timezones;
  /** Where block files go. */
  readonly spoolFolder: string;
  readonly seenIds: SharedArrayBuffer;
  /** How many of the first lines of the input are described. */
  readonly previewLines: number;
}

export type WorkerTask = ParseTask | RejectTask | RepeatTask;

/** Parse a shard into block files. */
export interface ParseTask {
  readonly kind: "parse";
  readonly shard: Shard;
}

/** Read a shard again and keep the lines that other events reject. */
export interface RejectTask extends LateRejects {
  readonly kind: "reject";
  readonly shard: Shard;
}

/** Read a shard of known events again and keep the lines of the first ones. */
export interface RepeatTask {
  readonly kind: "repeat";
  readonly shard: Shard;
  /** How many lines are kept at the most. */
  readonly most: number;
}

/** Lines of a shard that other events reject. */
export interface LateRejects {
  /** Ascending, in bytes from the start of the shard. */
  readonly offsets: Uint32Array;
  /** The verdict on each. */
  readonly verdicts: Uint8Array;
}

export type WorkerOutcome<Done> =
  { readonly kind: "done"; readonly value: Done } | FailedTask;

/** An expected failure; anything else is thrown. */
export interface FailedTask {
  readonly kind: "failed";
  readonly message: string;
}

/** What a shard held. */
export interface ShardOutcome {
  readonly shard: Shard;
  readonly lines: number;
  readonly blank: number;
  /** Events that passed, by type, in the order of EVENT_TYPES. */
  readonly passed: readonly number[];
  /** Events whose id may have come before in this run. */
  readonly repeatedIds: number;
  readonly rejected: readonly ShardRejects[];
  /** The hashes of the pieces of its range; "" for a file of the run itself. */
  readonly hashes: string;
  /** The first lines but for blank ones, of the first shard of a dry run. */
  readonly preview: readonly PreviewedLine[];
}

/** Stands for the values that are not counted one by one. */
export const OTHER_VALUES = "others";

/** The lines of a shard that were rejected for one reason. */
export interface ShardRejects {
  readonly reason: Reason;
  readonly count: number;
  /** Missing where none of the lines is kept. */
  readonly example?: { readonly line: number; readonly detail: string };
  /** The lines by their value, for the reasons that have few values. */
  readonly values: ReadonlyMap<string, number>;
}
