/** A piece of the input that was parsed. */
export interface Parsed {
  readonly lines: number;
  readonly rejected: readonly { readonly count: number }[];
}

/** What is told of a run while it is under way. */
export interface RunObserver {
  /** Bytes of the input, where they are known. */
  started(inputBytes: number | undefined): void;
  /** More of the input was read. */
  read(bytes: number): void;
  /** A shard was parsed. */
  parsed(outcome: Parsed): void;
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
