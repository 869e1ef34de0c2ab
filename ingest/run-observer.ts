import type { ShardOutcome } from "./messages.ts";

/** What is told of a run while it is under way. */
export interface RunObserver {
  /** Bytes of the input, where they are known. */
  started(inputBytes: number | undefined): void;
  /** More of the input was read. */
  read(bytes: number): void;
  /** A shard was parsed. */
  parsed(outcome: ShardOutcome): void;
  /** The run came to another step, named for a person. */
  step(name: string): void;
}

/** Watches without a word. */
export const UNOBSERVED: RunObserver = {
  started: () => undefined,
  read: () => undefined,
  parsed: () => undefined,
  step: () => undefined,
};
