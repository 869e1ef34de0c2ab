import type { RuleContext } from "../../ingest/parse/rules.ts";
import type { Shard } from "../../ingest/input/shard.ts";

/** What the threads do with the shards of a file. */
export type Task = "parse" | "read";

/** What a thread is given when it starts. */
export interface ThreadSetup {
  readonly task: Task;
  readonly shards: readonly Shard[];
  /** The number of the next shard that no thread has taken. */
  readonly next: Int32Array;
  readonly context: RuleContext;
}

/** The messages of a thread, in this order; it gets "go" in between. */
export type ThreadMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly accepted: number };
