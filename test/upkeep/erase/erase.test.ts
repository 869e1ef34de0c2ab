import { expect } from "chai";
import fc from "fast-check";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { cleanOrderSeason } from "../../support/events/arbitraries.ts";
import {
  emptyDatabase,
  inOrder,
  readState,
} from "../../support/database/database-state.ts";
import { expectSound } from "../../support/database/expect-sound.ts";
import { asFile, ingestContents } from "../../support/command/ingest-lines.ts";
import { runOracle } from "../../support/oracle/oracle.ts";
import { SEASON_COUNTRIES, SEASON_NOW } from "../../support/season/cast.ts";
import { lendDatabase } from "../../support/database/with-database.ts";
import { withoutUser } from "../../support/database/without-user.ts";
import { ERASABLE, eraseIfKnown } from "./erasure.ts";

/** The stand-in of the user. */
async function readStandIns(
  store: Store,
  lines: readonly Buffer[],
  user: string,
): Promise<Map<string, string>> {
  const { matches } = runOracle(lines, {
    countries: SEASON_COUNTRIES,
    now: SEASON_NOW,
  });
  const now = await readState(store);
  return new Map(
    matches.flatMap(({ match_id, home_user_id, away_user_id }) => {
      if (home_user_id !== user && away_user_id !== user) return [];
      const match = now.matches.find((row) => row.match_id === match_id);
      const standIn =
        home_user_id === user ? match?.home_user_id : match?.away_user_id;
      return [[match_id, standIn ?? "missing"]];
    }),
  );
}

describe("erase", function () {
  this.timeout(300_000);
  const database = lendDatabase();

  it("leaves what the other lines leave, and keeps matches for the other players", () =>
    fc.assert(
      fc.asyncProperty(
        cleanOrderSeason(),
        fc.nat({ max: 100 }),
        fc.constantFrom(...ERASABLE),
        async (lines, cut, user) => {
          const { store } = database;
          await emptyDatabase(store);
          await ingestContents(store, [asFile(lines.slice(0, cut))]);
          await ingestContents(store, [asFile(lines.slice(cut))]);
          await eraseIfKnown(store, user);
          const standIns = await readStandIns(store, lines, user);
          expect([...standIns.values()]).not.to.include(user);
          expect(inOrder(await readState(store))).to.deep.equal(
            inOrder(withoutUser(lines, user, standIns)),
          );
          await expectSound(store);
        },
      ),
      {
        numRuns: Number(process.env["PROPERTY_CASES"] ?? 1),
        endOnFailure: true,
      },
    ));
});
