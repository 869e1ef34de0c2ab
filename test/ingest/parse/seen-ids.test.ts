import { expect } from "chai";
import fc from "fast-check";
import { SeenIds } from "../../../ingest/stage/seen-ids.ts";

const eventIds = fc.uniqueArray(
  fc.oneof(
    fc.nat({ max: 1000 }),
    fc.maxSafeNat(),
    fc.constantFrom(2 ** 23, 2 ** 31 - 1, 2 ** 31, 2 ** 53 - 1),
  ),
);

describe("the ids seen in a run", () => {
  it("include every id, of that run only", () =>
    fc.assert(
      fc.asyncProperty(eventIds, eventIds, async (first, second) => {
        for (const ids of [first, second]) {
          const memory = await SeenIds.take();
          const seen = new SeenIds(memory);
          const bits = new Set<number>();
          for (const id of ids) {
            const bit = id % 2 ** 31;
            expect(seen.add(id), `${id} is new`).to.equal(!bits.has(bit));
            expect(seen.add(id), `${id} again`).to.equal(false);
            bits.add(bit);
          }
          SeenIds.giveBack(memory);
        }
      }),
      { numRuns: 50 },
    ));

  it("reuse the memory of a run that has ended", async () => {
    const memory = await SeenIds.take();
    SeenIds.giveBack(memory);
    expect(await SeenIds.take()).to.equal(memory);
    SeenIds.giveBack(memory);
  });

  it("have their own memory while other runs use theirs", async () => {
    const [first, second] = [await SeenIds.take(), await SeenIds.take()];
    expect(new SeenIds(first).add(7)).to.equal(true);
    expect(new SeenIds(second).add(7)).to.equal(true);
    SeenIds.giveBack(first);
    SeenIds.giveBack(second);
  });
});
