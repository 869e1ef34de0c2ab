import { expect } from "chai";
import type { Store } from "../../../clickhouse/connection/store.ts";
import type { Receipt } from "../../../upkeep/erase/erase.ts";
import { formatReceipt } from "../../../cli/erase/format-receipt.ts";
import {
  emptyDatabase,
  inOrder,
  readState,
} from "../../support/database/database-state.ts";
import { buildMatch, buildRegistration } from "../../support/events/events.ts";
import { expectSound } from "../../support/database/expect-sound.ts";
import { asFile, ingestContents } from "../../support/command/ingest-lines.ts";
import { lendDatabase } from "../../support/database/with-database.ts";
import { workedExampleLines } from "../../support/events/worked-example.ts";
import {
  eraseUser,
  LINES,
  LOSER,
  REJECTED,
  tablesWithId,
  WINNER,
} from "./erasure.ts";

async function statsOf(store: Store, user: string): Promise<unknown> {
  return store.query({
    name: "stats-of",
    sql: `SELECT arraySum(days.2) AS session_count, arraySum(days.3) AS time_spent_in_game, arraySum(days.4) AS match_count,
        arraySum(days.5) AS total_duration, arraySum(days.6) AS total_points_home, arraySum(days.7) AS total_points_away
      FROM summed_players FINAL WHERE user_id = '${user}'`,
  });
}

const ingestLines = (store: Store, lines: readonly Buffer[]) =>
  ingestContents(store, [asFile(lines)]);

// Each test goes on from the one before: an erasure takes a second.
describe("an erased user of the worked example", function () {
  this.timeout(120_000);
  const database = lendDatabase();
  const ingest = (lines: readonly Buffer[]) =>
    ingestLines(database.store, lines);
  let receipt: Receipt;
  let statsOfLoser: unknown;

  before(async () => {
    const { store } = database;
    await ingest(LINES);
    statsOfLoser = await statsOf(store, LOSER);
    receipt = await eraseUser(store, WINNER.toUpperCase());
  });

  it("leaves nothing of the user, and does not change the other player's numbers", async () => {
    const { store } = database;
    const rows = (table: string) =>
      receipt.tables.find((row) => row.table === table);
    expect(receipt.userId).to.equal(WINNER);
    expect(rows("session_pings")?.before).to.equal(15);
    expect(rows("signed_rejected_events")?.before).to.equal(REJECTED.length);
    expect(receipt.tables.map(({ after }) => after)).to.deep.equal(
      receipt.tables.map(() => 0),
    );
    expect(receipt.matchesKept).to.equal(1);
    expect(await tablesWithId(store, WINNER)).to.deep.equal([]);
    expect(await statsOf(store, WINNER)).to.deep.equal([]);
    expect(await statsOf(store, LOSER)).to.deep.equal(statsOfLoser);
    const { rejectedByReason } = await readState(store);
    expect(rejectedByReason).to.deep.equal({ invalid_event_id: 1 });
    await expectSound(store);
    const text = formatReceipt(receipt);
    expect(text).to.match(/^The user 52d65a1b-\S+ is erased \(run 2, /);
    expect(text).to.match(/^ {2}session_pings +15 +0$/m);
  });

  it("leaves no old part of a table on the disk", async () => {
    const { store } = database;
    const parts = await store.query({
      name: "old-parts",
      sql: "SELECT table, name, rows FROM system.parts WHERE database = currentDatabase() AND NOT active AND rows > 0 AND table != 'ledger'",
    });
    expect(parts).to.deep.equal([]);
  });

  it("rejects a user that is already erased, and one that never existed", async () => {
    const { store } = database;
    for (const user of [WINNER, "99999999-9999-4999-8999-999999999999"]) {
      const failure = await eraseUser(store, user).catch(
        (error: unknown) => error,
      );
      expect(failure).to.include({ kind: "not_found", exitCode: 1 });
    }
    const [last] = await store.query<{ run: number }>({
      name: "last",
      sql: "SELECT max(run_id) AS run FROM runs",
    });
    expect(last?.run).to.equal(2);
  });

  it("stays erased when the file is ingested again", async () => {
    const { store } = database;
    const before = await readState(store);
    const { accepted } = await ingest(workedExampleLines());
    expect(accepted).to.equal(0);
    const after = await readState(store);
    const noLines = { rejectedByReason: {}, lateDetails: [] };
    expect(inOrder({ ...after, ...noLines })).to.deep.equal(
      inOrder({ ...before, ...noLines }),
    );
  });

  it("has later events rejected as unregistered, which can be erased too", async () => {
    const { store } = database;
    const { rejected } = await ingest(
      [
        `{"event_id": 901, "event_type": "session_ping", "event_timestamp": 1728494764, "event_data": {"user_id": "${WINNER}"}}`,
        `{"event_id": 902, "event_type": "match", "event_timestamp": 1728494800, "event_data": {"match_id": "0d2f1c5e-7a43-9b86-1e20-5c8d4f6a7b93", "home_user_id": "${WINNER}", "away_user_id": "${LOSER}", "home_goals_scored": null, "away_goals_scored": null}}`,
      ].map((text) => Buffer.from(text)),
    );
    expect(
      rejected.map(({ reason, count }) => ({ reason, count })),
    ).to.deep.equal([{ reason: "unregistered_user", count: 2 }]);
    await eraseUser(store, WINNER);
    expect(await tablesWithId(store, WINNER)).to.deep.equal([]);
    await expectSound(store);
  });
});

describe("erase, of the worked example", function () {
  this.timeout(120_000);
  const database = lendDatabase();
  const ingest = (lines: readonly Buffer[]) =>
    ingestLines(database.store, lines);

  beforeEach(async () => {
    await emptyDatabase(database.store);
    await ingest(LINES);
  });

  it("counts a match of others that only the user's events displaced", async () => {
    const { store } = database;
    const bystander = "11111111-2222-4333-8444-555555555555";
    const match_id = "66666666-7777-4888-8999-aaaaaaaaaaaa";
    const at = 1_728_494_800;
    const goals = { home_goals_scored: null, away_goals_scored: null };
    const players = { match_id, home_user_id: WINNER, away_user_id: LOSER };
    const events = [
      buildRegistration(
        { user_id: bystander },
        { event_id: 9001, event_timestamp: at - 90_000 },
      ),
      buildMatch(
        { ...players, ...goals, home_user_id: bystander },
        { event_id: 9002, event_timestamp: at },
      ),
      buildMatch(
        { ...players, ...goals },
        { event_id: 9003, event_timestamp: at + 10 },
      ),
      buildMatch(players, { event_id: 9004, event_timestamp: at + 70 }),
    ];
    const { matches: before } = await readState(store);
    await ingest(events.map((event) => Buffer.from(JSON.stringify(event))));
    expect((await readState(store)).matches).to.deep.equal(before);
    await eraseUser(store, bystander);
    const { matches } = await readState(store);
    expect(matches.map((match) => match.match_id)).to.include(match_id);
    await expectSound(store);
  });

  it("removes a match when both players are erased", async () => {
    const { store } = database;
    await eraseUser(store, WINNER);
    const { matchesKept } = await eraseUser(store, LOSER);
    expect(matchesKept).to.equal(0);
    const { matches, matchData, registrationData } = await readState(store);
    expect([matches, matchData]).to.deep.equal([[], []]);
    expect(registrationData).to.have.length(1);
    await expectSound(store);
  });
});
