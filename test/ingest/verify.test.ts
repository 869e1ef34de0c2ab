import { expect } from "chai";
import fc from "fast-check";
import type { Store } from "../../clickhouse/connection/store.ts";
import { verify, type VerifyReport } from "../../upkeep/verify/verify.ts";
import { formatVerify } from "../../cli/verify/format-verify.ts";
import { dirtySeason } from "../support/arbitraries.ts";
import { emptyDatabase } from "../support/database-state.ts";
import {
  buildMatch,
  buildRegistration,
  NOON,
  OTHER_USER_ID,
  USER_ID,
  writeUsual,
} from "../support/events.ts";
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

  it("does not take an end with the id 0 for the one that counts", async () => {
    const { store } = database;
    await emptyDatabase(store);
    const match = { home_user_id: USER_ID, away_user_id: OTHER_USER_ID };
    const swapped = { home_user_id: OTHER_USER_ID, away_user_id: USER_ID };
    const goals = { home_goals_scored: 1, away_goals_scored: 0 };
    const events = [
      buildRegistration({ user_id: USER_ID }, { event_id: 1 }),
      buildRegistration({ user_id: OTHER_USER_ID }, { event_id: 2 }),
      buildMatch(
        { ...match, home_goals_scored: null, away_goals_scored: null },
        { event_id: 3, event_timestamp: NOON + 60 },
      ),
      buildMatch(
        { ...swapped, ...goals },
        { event_id: 0, event_timestamp: NOON + 120 },
      ),
    ].map((event) => Buffer.from(writeUsual(event)));
    const { rejected } = await ingestContents(store, [asFile(events)]);
    expect(rejected.map(({ reason }) => reason)).to.deep.equal([
      "match_conflict",
      "match_unpaired",
    ]);
    const report = await look(store, 1000);
    expect(formatVerify(report)).to.match(/^Nothing is wrong/);
  });

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
        numRuns: Number(process.env["PROPERTY_CASES"] ?? 2),
        endOnFailure: true,
      },
    ));
});
