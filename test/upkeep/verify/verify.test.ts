import { expect } from "chai";
import { emptyDatabase } from "../../support/database/database-state.ts";
import {
  buildMatch,
  buildRegistration,
  NOON,
  OTHER_USER_ID,
  USER_ID,
  writeUsual,
} from "../../support/events/events.ts";
import { expectSound } from "../../support/database/expect-sound.ts";
import { asFile, ingestContents } from "../../support/command/ingest-lines.ts";
import { lendDatabase } from "../../support/database/with-database.ts";

describe("verify", function () {
  this.timeout(300_000);
  const database = lendDatabase();

  it("does not confuse an end with the id 0 with the one that counts", async () => {
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
    await expectSound(store);
  });
});
