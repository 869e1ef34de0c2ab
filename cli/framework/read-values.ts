import { formatDay, parseDay } from "../../common/days.ts";
import type { Complaint } from "./parse-arguments.ts";

/** The longest that --wait takes: a week. */
const MAX_WAIT_SECONDS = 604_800;

/**
 * Reads the seconds of --wait, 0 if it is not given. As all of these, it throws
 * what `complain` makes of a wrong value.
 */
export function readWaitSeconds(
  text: string | undefined,
  complain: Complaint,
): number {
  if (text === undefined) return 0;
  const seconds = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && seconds <= MAX_WAIT_SECONDS) return seconds;
  throw complain(
    `--wait ${text} is not a number of seconds from 0 to ${MAX_WAIT_SECONDS}`,
  );
}

/** Reads the whole number of an option, from `least` to `most`. */
export function readWholeNumber(
  option: string,
  text: string,
  [least, most]: readonly [number, number],
  complain: Complaint,
): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw complain(
    `${option} ${text} is not a whole number from ${least} to ${most}`,
  );
}

/** Reads the UTC date of an option as days since 1970-01-01, from `first` on. */
export function readDay(
  option: string,
  text: string,
  complain: Complaint,
  first = 0,
): number {
  const day = parseDay(text);
  if (day !== undefined && day >= first) return day;
  const range = first === 0 ? "" : ` from ${formatDay(first)} on`;
  throw complain(`${option} ${text} is not a date${range} (YYYY-MM-DD)`);
}
