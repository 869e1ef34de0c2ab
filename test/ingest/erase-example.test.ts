import { expect } from "chai";
import { recover } from "../../runs/publish.ts";
import {
  PUBLISHED_TABLES,
  changeTable,
} from "../../clickhouse/schema/tables.ts";
import type { Store } from "../../clickhouse/connection/store.ts";
import { erase, type Receipt } from "../../upkeep/erase/erase.ts";
import { formatReceipt } from "../../cli/erase/format-receipt.ts";
import { formatVerify } from "../../cli/verify/format-verify.ts";
import { verify } from "../../upkeep/verify/verify.ts";
import { watchStore } from "../crash/watch-store.ts";
import {
  emptyDatabase,
  inOrder,
  readState,
} from "../support/database-state.ts";
import { buildMatch, buildRegistration } from "../support/events.ts";
import { asFile, ingestContents, SILENT } from "../support/ingest-lines.ts";
import { placesToEnd } from "../support/places-to-end.ts";
import { lendDatabase, withDatabase } from "../support/with-database.ts";
import { workedExampleLines } from "../support/worked-example.ts";

const WINNER = "52d65a1b-8012-934e-001b-19e6ba3cdc0e";
const LOSER = "c4bf11bf-f279-5235-0cb3-023072ce1456";
const NEVER = new AbortController().signal;

/** Lines that are rejected and mention the winner, in every spelling. */
const REJECTED = [
  `{"event_id": -1, "event_data": {"user_id": "${WINNER}"}}`,
  `{"event_id": -1, "event_data": {"user_id": "${WINNER.toUpperCase()}"}}`,
  `{"event_id": -1, "event_data": {"user_id": "\\u0035${WINNER.slice(1, -1)}\\u0045"}}`,
  `{"event_id": 0, ${WINNER}`,
  `{"event_id": -1, "of": "${WINNER.replaceAll("-", "")}"}`,
  `{"event_id": -1, "of": "${WINNER.replaceAll("-", "").replace("f", "\\u0046")}"}`,
]
  .map((text) => Buffer.from(text))
  .concat(
    [WINNER, WINNER.replace("5", "\\u0035")].map((text) =>
      Buffer.from(`{"of": "${text}"}`, "utf16le"),
    ),
    Buffer.from(`{"of": "${WINNER.toUpperCase()}"}`, "utf16le").swap16(),
  );

const OTHER_REJECTED = Buffer.from(`{"event_id": -1, "of": "${LOSER}"}`);

const LINES = [...workedExampleLines(), ...REJECTED, OTHER_REJECTED];

const eraseUser = (store: Store, userId: string): Promise<Receipt> =>
  erase(store, { userId }, SILENT, NEVER);

async function expectSound(store: Store): Promise<void> {
  const report = await verify(store, { repair: false }, SILENT, NEVER);
  expect(formatVerify(report)).to.match(/^Nothing is wrong/);
}

/** Tables of which a row says the id. */
async function tablesThatSay(store: Store, id: string): Promise<string[]> {
  const tables = PUBLISHED_TABLES.flatMap((name) => [name, changeTable(name)]);
  const selects = tables.map(
    (table) =>
      `SELECT '${table}' AS name FROM ${table} WHERE positionCaseInsensitive(toString(tuple(*)), '${id}') > 0 LIMIT 1`,
  );
  const found = await store.query<{ name: string }>({
    name: "say",
    sql: selects.join(" UNION ALL "),
  });
  return found.map(({ name }) => name);
}

async function statsOf(store: Store, user: string): Promise<unknown> {
  return store.query({
    name: "stats-of",
    sql: `SELECT session_count, time_spent_in_game, match_count, total_duration, total_points_home, total_points_away
      FROM summed_user_totals FINAL WHERE user_id = '${user}'`,
  });
}

describe("erase, of the worked example", function () {
  this.timeout(120_000);
  const database = lendDatabase();

  beforeEach(async () => {
    await emptyDatabase(database.store);
    await ingest(LINES);
  });

  const ingest = (lines: readonly Buffer[]) =>
    ingestContents(database.store, [asFile(lines)]);

  it("leaves nothing of the user, and the other's numbers as they were", async () => {
    const { store } = database;
    const before = await statsOf(store, LOSER);
    const receipt = await eraseUser(store, WINNER.toUpperCase());
    const rows = (table: string) =>
      receipt.tables.find((row) => row.table === table);
    expect(receipt.userId).to.equal(WINNER);
    expect(rows("session_pings")?.before).to.equal(15);
    expect(rows("signed_rejected_events")?.before).to.equal(REJECTED.length);
    expect(receipt.tables.map(({ after }) => after)).to.deep.equal(
      receipt.tables.map(() => 0),
    );
    expect(receipt.matchesKept).to.equal(1);
    expect(await tablesThatSay(store, WINNER)).to.deep.equal([]);
    expect(await statsOf(store, WINNER)).to.deep.equal([]);
    expect(await statsOf(store, LOSER)).to.deep.equal(before);
    const { rejectedByReason } = await readState(store);
    expect(rejectedByReason).to.deep.equal({ invalid_event_id: 1 });
    await expectSound(store);
    const text = formatReceipt(receipt);
    expect(text).to.match(/^The user 52d65a1b-\S+ is erased \(run 2, /);
    expect(text).to.match(/^ {2}session_pings +15 +0$/m);
  });

  it("leaves no old part of a table on the disk", async () => {
    const { store } = database;
    await eraseUser(store, WINNER);
    const parts = await store.query({
      name: "old-parts",
      sql: "SELECT table, name, rows FROM system.parts WHERE database = currentDatabase() AND NOT active AND rows > 0 AND table != 'ledger'",
    });
    expect(parts).to.deep.equal([]);
  });

  it("knows nobody a second time, nor someone who never was", async () => {
    const { store } = database;
    await eraseUser(store, WINNER);
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

  it("lets a match of others count, in whose way only the user stood", async () => {
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

  it("drops a match when both players are erased", async () => {
    const { store } = database;
    await eraseUser(store, WINNER);
    const { matchesKept } = await eraseUser(store, LOSER);
    expect(matchesKept).to.equal(0);
    const { matches, matchData, registrationData } = await readState(store);
    expect([matches, matchData]).to.deep.equal([[], []]);
    expect(registrationData).to.have.length(1);
    await expectSound(store);
  });

  it("does not bring the user back when the file comes again", async () => {
    const { store } = database;
    await eraseUser(store, WINNER);
    const before = await readState(store);
    const { accepted } = await ingest(workedExampleLines());
    expect(accepted).to.equal(0);
    const after = await readState(store);
    expect(inOrder({ ...after, rejectedByReason: {} })).to.deep.equal(
      inOrder({ ...before, rejectedByReason: {} }),
    );
    await expectSound(store);
  });

  it("takes later events of the user for those of a stranger", async () => {
    const { store } = database;
    await eraseUser(store, WINNER);
    const { rejected } = await ingest(
      [
        `{"event_id": 901, "event_type": "session_ping", "event_timestamp": 1728494764, "event_data": {"user_id": "${WINNER}"}}`,
        `{"event_id": 902, "event_type": "match", "event_timestamp": 1728494800, "event_data": {"match_id": "0d2f1c5e-7a43-9b86-1e20-5c8d4f6a7b93", "home_user_id": "${WINNER}", "away_user_id": "${LOSER}", "home_goals_scored": null, "away_goals_scored": null}}`,
      ].map((text) => Buffer.from(text)),
    );
    expect(
      rejected.map(({ reason, count }) => ({ reason, count })),
    ).to.deep.equal([{ reason: "unregistered_user", count: 2 }]);
    await expectSound(store);
    await eraseUser(store, WINNER);
    expect(await tablesThatSay(store, WINNER)).to.deep.equal([]);
    await expectSound(store);
  });
});

describe("an erasure that is cut off", function () {
  this.timeout(300_000);

  it("is all or nothing wherever it ends", async () => {
    const taken: string[] = [];
    const endAfter = (steps: number) =>
      withDatabase(async (store) => {
        await ingestContents(store, [asFile(LINES)]);
        const whole = inOrder(await readState(store));
        let left = steps;
        const dying = watchStore(store, (step, call) => {
          if (steps === Infinity) taken.push(step);
          if (left-- > 0) return call();
          throw new Error("the process ends here");
        });
        const receipt = await eraseUser(dying, WINNER).catch(() => undefined);
        // What the next process does when it opens the database.
        await recover(store);
        await expectSound(store);
        const erased = (await tablesThatSay(store, WINNER)).length === 0;
        if (!erased)
          expect(inOrder(await readState(store))).to.deep.equal(whole);
        return { erased, told: receipt !== undefined };
      });
    expect(await endAfter(Infinity)).to.deep.equal({
      erased: true,
      told: true,
    });
    const entered = taken.indexOf("ledger-publishing");
    for (const steps of placesToEnd(taken))
      expect(await endAfter(steps), `${steps} steps`).to.deep.equal({
        erased: steps > entered,
        told: false,
      });
  });
});
