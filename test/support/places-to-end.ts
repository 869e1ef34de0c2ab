/** How many places are tried; all places where it is large. */
const CASES = process.env["CRASH_CASES"];

/**
 * After how many steps a process is to end that publishes a run, given the
 * names of all its steps: early, right before and after the run is entered
 * into the ledger, in the middle of publishing, and before its last step.
 */
export function placesToEnd(steps: readonly string[]): number[] {
  if (CASES !== undefined) {
    const apart = Math.max(1, Math.floor(steps.length / Number(CASES)));
    return steps.map((_, index) => index).filter((at) => at % apart === 0);
  }
  const entered = steps.indexOf("ledger-publishing");
  const last = steps.length - 1;
  return [
    Math.floor(entered / 2),
    entered,
    entered + 1,
    Math.floor((entered + last) / 2),
    last,
  ];
}
