import { dayOf, SECONDS_A_DAY } from "../../common/days.ts";
import { REASONS, type Reason } from "../../common/reasons.ts";
import { UUID } from "../../common/uuid.ts";

/** What the rules find a line to be: its place in REASONS, or ACCEPTED. */
export type Verdict = number;

export const ACCEPTED: Verdict = -1;

/** The verdict that stands for a reason. */
export const verdictOf = (reason: Reason): Verdict => REASONS.indexOf(reason);

/** What the single-event rules need to know beside the line. */
export interface RuleContext {
  /** The country names of the timezones file, in its order. */
  readonly countries: readonly string[];
  /** The clock at the start of the run, Unix time in seconds. */
  readonly now: number;
  /** The first and the last UTC day taken, in days since 1970-01-01. */
  readonly firstDay: number;
  readonly lastDay: number;
}

const MAX_TIMESTAMP = 2 ** 32 - 1;
const ALLOWED_CLOCK_LEAD = SECONDS_A_DAY;
const MAX_GOALS = 99;

export function isEventId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Whether a value is Unix time in seconds, at most a day ahead of `now`. */
export function isTimestamp(
  value: unknown,
  { now }: RuleContext,
): value is number {
  return (
    Number.isInteger(value) &&
    (value as number) >= 1 &&
    (value as number) <= Math.min(MAX_TIMESTAMP, now + ALLOWED_CLOCK_LEAD)
  );
}

export function isInWindow(timestamp: number, context: RuleContext): boolean {
  const day = dayOf(timestamp);
  return day >= context.firstDay && day <= context.lastDay;
}

/** isTimestamp and isInWindow in one: the first and the last second taken. */
export function secondsTaken({
  now,
  firstDay,
  lastDay,
}: RuleContext): readonly [first: number, last: number] {
  return [
    Math.max(1, firstDay * SECONDS_A_DAY),
    Math.min(
      MAX_TIMESTAMP,
      now + ALLOWED_CLOCK_LEAD,
      (lastDay + 1) * SECONDS_A_DAY - 1,
    ),
  ];
}

export function isGoals(value: unknown): value is number {
  return (
    Number.isInteger(value) &&
    (value as number) >= 0 &&
    (value as number) <= MAX_GOALS
  );
}

const WHOLE_UUID = new RegExp(`^${UUID}$`, "i");

export function isUuid(value: unknown): value is string {
  return typeof value === "string" && WHOLE_UUID.test(value);
}

/** Writes a UUID's four words, in EventRecord's order, at `at`. */
export function putUuid(uuid: string, into: Uint32Array, at: number): void {
  const digits = uuid.replaceAll("-", "");
  const word = (from: number) => parseInt(digits.slice(from, from + 8), 16);
  into[at] = word(8);
  into[at + 1] = word(0);
  into[at + 2] = word(24);
  into[at + 3] = word(16);
}

/** Whether the UUIDs at two places are the same. */
export function sameUuid(words: Uint32Array, a: number, b: number): boolean {
  return (
    words[a] === words[b] &&
    words[a + 1] === words[b + 1] &&
    words[a + 2] === words[b + 2] &&
    words[a + 3] === words[b + 3]
  );
}
