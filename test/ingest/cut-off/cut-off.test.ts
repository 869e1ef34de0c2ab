import { CHANGES, expectAllOrNothing } from "./cut-off.ts";

/** Right before and after the run is entered; test/long has other places. */
function placesToEnd(steps: readonly string[]): number[] {
  const entered = steps.indexOf("ledger-publishing");
  return [entered, entered + 1];
}

for (const [name, change] of Object.entries(CHANGES))
  describe(`an interrupted ${name}`, function () {
    this.timeout(120_000);

    it("takes effect completely or not at all", () =>
      expectAllOrNothing(change, placesToEnd));
  });
