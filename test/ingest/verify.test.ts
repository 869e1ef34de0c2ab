import { expect } from "chai";
import fc from "fast-check";
import type { Store } from "../../clickhouse/store.ts";
import { verify, type VerifyReport } from "../../ingest/verify/verify.ts";
import { formatVerify } from "../../ingest/verify/format-verify.ts";
import { dirtySeason } from "../support/arbitraries.ts";
import { emptyDatabase } from "../support/database-state.ts";
import { asFile, ingestContents, SILENT } from "../support/ingest-lines.ts";
import { lendDatabase } from "../support/with-database.ts";

const look = (store: Store, rowsPerSlice: number): Promise<VerifyReport> =>
  verify(
    store,
    { repair: false, rowsPerSlice },
    SILENT,
    new AbortController().signal,
  );

describe("verify", function () {
  this.timeout(300_000);
  const database = lendDatabase();

  it("finds nothing wrong after any runs", () =>
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
          const report = await look(store, rowsPerSlice);
          expect(formatVerify(report)).to.match(/^Nothing is wrong/);
        },
      ),
      {
        numRuns: Number(process.env["PROPERTY_CASES"] ?? 25),
        endOnFailure: true,
      },
    ));
});
