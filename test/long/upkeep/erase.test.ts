import { expect } from "chai";
import fc from "fast-check";
import { ERASABLE, eraseIfKnown } from "../../upkeep/erase/erasure.ts";
import { cleanOrderSeason } from "../../support/events/arbitraries.ts";
import {
  emptyDatabase,
  inOrder,
  readState,
} from "../../support/database/database-state.ts";
import { expectSound } from "../../support/database/expect-sound.ts";
import { asFile, ingestContents } from "../../support/command/ingest-lines.ts";
import { lendDatabase } from "../../support/database/with-database.ts";

describe("erase of every user", function () {
  this.timeout(3_600_000);
  const database = lendDatabase();

  it("leaves a sound database, and accepts all files again", () =>
    fc.assert(
      fc.asyncProperty(cleanOrderSeason(), async (lines) => {
        const { store } = database;
        await emptyDatabase(store);
        await ingestContents(store, [asFile(lines)]);
        for (const user of ERASABLE) await eraseIfKnown(store, user);
        await expectSound(store);
        const before = await readState(store);
        await ingestContents(store, [asFile(lines)]);
        const after = await readState(store);
        expect(withoutDuplicates(after)).to.deep.equal(
          withoutDuplicates(before),
        );
        await expectSound(store);
      }),
      {
        numRuns: Number(process.env["PROPERTY_CASES"] ?? 3),
        endOnFailure: true,
      },
    ));
});

/** A state but for the lines that were ingested again. */
function withoutDuplicates(state: Awaited<ReturnType<typeof readState>>) {
  const lateDetails = state.lateDetails.filter(
    ({ reason }) => reason !== "duplicate_event",
  );
  return inOrder({ ...state, lateDetails, rejectedByReason: {} });
}
