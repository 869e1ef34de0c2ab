import type { Complaint } from "./parse-arguments.ts";

/** The longest that --wait takes: a week. */
const MAX_WAIT_SECONDS = 604_800;

/** Reads the seconds of --wait; throws what `complain` makes of no such number. */
export function readWaitSeconds(
  text: string | undefined,
  complain: Complaint,
): number {
  if (text === undefined) return 0;
  const seconds = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && seconds <= MAX_WAIT_SECONDS) return seconds;
  throw complain(
    `--wait ${text} is no number of seconds up to ${MAX_WAIT_SECONDS}`,
  );
}
