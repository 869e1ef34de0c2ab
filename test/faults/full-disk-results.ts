/** The effect of a full disk, and the result after room was made. */
export interface FullDiskResult {
  /** The step before which the disk was filled. */
  readonly step: string;
  /** The message of the command's failure; "" for none. */
  readonly error: string;
  /** The same of the next command, with room on the disk. */
  readonly errorAgain: string;
  /** Whether the next command found its run already published. */
  readonly repeated?: boolean;
  /** Differences from an undisturbed run. */
  readonly differences: readonly string[];
}

/** While spooling, while preparing, and while publishing. */
export const STEPS_BEFORE_PUBLISHING = [
  "load-blocks stage_registrations",
  "run-registrations",
  "session-pings",
  "rejected-events",
  "ledger-publishing",
];
export const STEPS_OF_PUBLISHING = [
  "move-rows signed_sessions",
  "ledger-done",
  "ledger-reported",
];

/** A table is created on a full disk, and the engine is started again. */
export const TABLE_LOST = "an engine that has created a table without room";

/** Tables are read on a full disk. */
export const READING = "reading";
