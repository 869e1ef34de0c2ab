import { expect } from "chai";
import fc from "fast-check";
import type { Store } from "../../clickhouse/connection/store.ts";
import { TouchlineError } from "../../common/errors.ts";
import { erase, type Receipt } from "../../upkeep/erase/erase.ts";
import { formatVerify } from "../../cli/verify/format-verify.ts";
import { verify } from "../../upkeep/verify/verify.ts";
import { cleanOrderSeason } from "../support/arbitraries.ts";
import {
  emptyDatabase,
  inOrder,
  readState,
} from "../support/database-state.ts";
import { asFile, ingestContents, SILENT } from "../support/ingest-lines.ts";
import { runOracle } from "../support/oracle.ts";
import { SEASON_COUNTRIES, SEASON_NOW, USERS } from "../support/season/cast.ts";
import { lendDatabase } from "../support/with-database.ts";
import { withoutUser } from "../support/without-user.ts";

const NEVER = new AbortController().signal;

/** Users who share their id with no match. */
const ERASABLE = [USERS[0], USERS[2], USERS[4]];

const eraseUser = (store: Store, userId: string): Promise<Receipt> =>
  erase(store, { userId, rowsPerSlice: 500 }, SILENT, NEVER);

/** Erases a user of whom something may be stored. */
async function eraseIfKnown(store: Store, userId: string): Promise<void> {
  try {
    const { tables } = await eraseUser(store, userId);
    expect(tables.filter(({ after }) => after > 0)).to.deep.equal([]);
  } catch (error) {
    if (!(error instanceof TouchlineError) || error.kind !== "not_found")
      throw error;
  }
}

/** Who plays where the user did. */
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

async function expectSound(store: Store): Promise<void> {
  const report = await verify(store, { repair: false }, SILENT, NEVER);
  expect(formatVerify(report)).to.match(/^Nothing is wrong/);
}

describe("erase", function () {
  this.timeout(300_000);
  const database = lendDatabase();

  it("leaves what the lines without the user leave, and matches to the others", () =>
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
        numRuns: Number(process.env["PROPERTY_CASES"] ?? 2),
        endOnFailure: true,
      },
    ));

  it("leaves a sound database when everybody is erased, and all comes again", () =>
    fc.assert(
      fc.asyncProperty(cleanOrderSeason(), async (lines) => {
        const { store } = database;
        await emptyDatabase(store);
        await ingestContents(store, [asFile(lines)]);
        for (const user of ERASABLE) await eraseIfKnown(store, user);
        await expectSound(store);
        const before = inOrder(await readState(store));
        await ingestContents(store, [asFile(lines)]);
        const after = inOrder(await readState(store));
        expect({ ...after, rejectedByReason: 0 }).to.deep.equal({
          ...before,
          rejectedByReason: 0,
        });
        await expectSound(store);
      }),
      {
        numRuns: Number(process.env["PROPERTY_CASES"] ?? 1),
        endOnFailure: true,
      },
    ));
});
