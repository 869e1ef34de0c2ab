import fc from "fast-check";
import { dirtySeason } from "../../support/events/arbitraries.ts";
import { emptyDatabase } from "../../support/database/database-state.ts";
import { expectSound } from "../../support/database/expect-sound.ts";
import { asFile, ingestContents } from "../../support/command/ingest-lines.ts";
import { lendDatabase } from "../../support/database/with-database.ts";

describe("verify, of any season", function () {
  this.timeout(3_600_000);
  const database = lendDatabase();

  it("reports nothing after any runs", () =>
    fc.assert(
      fc.asyncProperty(
        dirtySeason(),
        fc.array(fc.nat({ max: 100 }), { maxLength: 3 }),
        fc.integer({ min: 40, max: 1000 }),
        async (lines, cuts, rowsPerSlice) => {
          const { store } = database;
          await emptyDatabase(store);
          const places = [...cuts].sort((a, b) => a - b);
          for (const [index, from] of [0, ...places].entries())
            await ingestContents(store, [
              asFile(lines.slice(from, places[index] ?? lines.length)),
            ]);
          await expectSound(store, rowsPerSlice);
        },
      ),
      {
        numRuns: Number(process.env["PROPERTY_CASES"] ?? 4),
        endOnFailure: true,
      },
    ));
});
