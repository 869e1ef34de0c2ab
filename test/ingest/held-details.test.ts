import { expect } from "chai";
import {
  buildMatch,
  buildRegistration,
  NOON,
  OTHER_USER_ID,
  writeUsual,
} from "../support/events/events.ts";
import { emptyDatabase } from "../support/database/database-state.ts";
import { expectSound } from "../support/database/expect-sound.ts";
import { lendDatabase } from "../support/database/with-database.ts";
import { ingestContents } from "../support/command/ingest-lines.ts";

/** The start and the end of this many matches. */
const matches = (count: number): string[] =>
  Array.from({ length: 2 * count }, (_, at) => {
    const match_id = `00000000-0000-4000-8000-${String(at >> 1).padStart(12, "0")}`;
    const isStart = at % 2 === 0;
    const event_timestamp = isStart ? NOON - 60 : NOON;
    const goals = isStart
      ? { home_goals_scored: null, away_goals_scored: null }
      : {};
    return writeUsual(
      buildMatch(
        { match_id, ...goals },
        { event_id: 100 + at, event_timestamp },
      ),
    );
  });

describe("the details of held events", () => {
  const database = lendDatabase();

  it("name what they wait for now, where the reason stays the same", async () => {
    const { store } = database;
    await emptyDatabase(store);
    const ingest = (lines: string[]) =>
      ingestContents(store, [Buffer.from(lines.join("\n"))]);
    await ingest(matches(20));
    await ingest([writeUsual(buildRegistration())]);
    await expectSound(store);
    const details = await store.query({
      name: "details",
      sql: "SELECT detail, count() AS lines FROM rejected_events GROUP BY detail",
    });
    expect(details).to.deep.equal([
      {
        detail: `a player is "${OTHER_USER_ID}": this user has no valid registration`,
        lines: 40,
      },
    ]);
  });
});
