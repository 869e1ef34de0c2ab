/** What a full disk did, and what came after room was made. */
export interface FullDiskResult {
  /** Before which step the disk was filled. */
  readonly step: string;
  readonly exitCode: number | null;
  readonly errors: string;
  /** How the same command ended with room on the disk. */
  readonly exitCodeAgain: number | null;
  /** Whether it found its run published already. */
  readonly repeated: boolean | undefined;
  /** From what an undisturbed run leaves. */
  readonly differences: readonly string[];
}

/** While spooling, while preparing, and while publishing. */
export const STEPS_BEFORE_PUBLISHING = [
  "load-blocks stage_registrations",
  "run-shards",
  "session-pings",
  "rejected-events",
  "ledger-publishing",
];
export const STEPS_OF_PUBLISHING = [
  "move-rows sessions",
  "ledger-done",
  "ledger-reported",
];
