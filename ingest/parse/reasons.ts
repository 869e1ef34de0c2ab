import { REASONS, type Reason } from "../../common/reasons.ts";

export { REASONS, type Reason };

/** What a line is found to be: its place in REASONS, or ACCEPTED. */
export type Verdict = number;

export const ACCEPTED: Verdict = -1;

/** The verdict that stands for a reason. */
export const verdictOf = (reason: Reason): Verdict => REASONS.indexOf(reason);
