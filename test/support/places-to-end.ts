/** How many places are tried; all places where it is large. */
const CASES = process.env["CRASH_CASES"];

/**
 * After how many steps a process is to end that publishes a run, given the
 * names of all its steps: right before and after the run is entered into the
 * ledger, and in the middle of publishing.
 */
export function placesToEnd(steps: readonly string[]): number[] {
  if (CASES !== undefined) {
    const apart = Math.max(1, Math.floor(steps.length / Number(CASES)));
    return steps.map((_, index) => index).filter((at) => at % apart === 0);
  }
  const entered = steps.indexOf("ledger-publishing");
  const last = steps.length - 1;
  return [entered, entered + 1, Math.floor((entered + last) / 2)];
}
