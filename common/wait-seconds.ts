/** The longest that --wait takes: a week. */
const MAX_WAIT_SECONDS = 604_800;

/** Reads the seconds of --wait; undefined when they are none. */
export function readWaitSeconds(text = "0"): number | undefined {
  const seconds = Number(text);
  return /^\d+(\.\d+)?$/.test(text) && seconds <= MAX_WAIT_SECONDS
    ? seconds
    : undefined;
}

/** What is wrong with the text of a --wait that gives none. */
export function explainWait(text: string | undefined): string {
  return `--wait ${text} is no number of seconds up to ${MAX_WAIT_SECONDS}`;
}
