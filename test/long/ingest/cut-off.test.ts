import { CHANGES, expectAllOrNothing } from "../../ingest/cut-off/cut-off.ts";

/** CRASH_CASES=1000 ends each change after each of its steps. */
const CASES = Number(process.env["CRASH_CASES"] ?? 30);

/** This many places, from the first step on, and before the last step. */
function placesToEnd(steps: readonly string[]): number[] {
  const apart = Math.max(1, Math.floor(steps.length / CASES));
  const places = steps.map((_, at) => at).filter((at) => at % apart === 0);
  return [...new Set([...places, steps.length - 1])];
}

for (const [name, change] of Object.entries(CHANGES))
  describe(`an interrupted ${name}, at many places`, function () {
    this.timeout(60_000 + CASES * 20_000);

    it("takes effect completely or not at all", () =>
      expectAllOrNothing(change, placesToEnd));
  });
