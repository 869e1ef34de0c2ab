import { join } from "node:path";
import { expect } from "chai";
import { readHorizon, readLedger } from "../../clickhouse/ledger.ts";
import { recover } from "../../clickhouse/publish.ts";
import type { Store } from "../../clickhouse/store.ts";
import { dayOf } from "../../common/days.ts";
import { forget, type Forgetting } from "../../ingest/forget/forget.ts";
import { countByReason, type RunSummary } from "../../ingest/summary.ts";
import { formatVerify } from "../../ingest/verify/format-verify.ts";
import { verify } from "../../ingest/verify/verify.ts";
import { put, take } from "../backup/begun.ts";
import { watchStore } from "../crash/watch-store.ts";
import {
  emptyDatabase,
  inOrder,
  readState,
} from "../support/database-state.ts";
import {
  buildMatch,
  buildPing,
  buildRegistration,
  OTHER_USER_ID,
  USER_ID,
  writeUsual,
  type EventObject,
} from "../support/events.ts";
import { withFolder } from "../support/folders.ts";
import { asFile, ingestContents, SILENT } from "../support/ingest-lines.ts";
import { MIDNIGHT, SEASON_NOW } from "../support/season/cast.ts";
import { lendDatabase, withDatabase } from "../support/with-database.ts";

const NEVER = new AbortController().signal;
const DAY = 86_400;

/** The day that begins at MIDNIGHT. */
const HORIZON = dayOf(MIDNIGHT);

/** The clock of a run that is not old when MIDNIGHT is the horizon. */
const LATER = SEASON_NOW * 1000;
/** That of one which is. */
const EARLIER = (MIDNIGHT - 600) * 1000;

let lastId = 0;

/** A ping of a user, so many seconds after the horizon. */
const ping = (seconds: number, user_id = USER_ID): EventObject =>
  buildPing(
    { user_id },
    { event_id: ++lastId, event_timestamp: MIDNIGHT + seconds },
  );

const registration = (seconds: number, user_id = USER_ID): EventObject =>
  buildRegistration(
    { user_id },
    { event_id: ++lastId, event_timestamp: MIDNIGHT + seconds },
  );

/** A registration from long before. */
const registered = (user_id = USER_ID) => registration(-100 * DAY, user_id);

describe("forgetting, by example", function () {
  this.timeout(120_000);
  const database = lendDatabase();
  const store = (): Store => database.store;

  beforeEach(() => emptyDatabase(store()));

  const ingest = (
    events: readonly (EventObject | string)[],
    now = LATER,
  ): Promise<RunSummary> => {
    const lines = events.map((event) =>
      Buffer.from(typeof event === "string" ? event : writeUsual(event)),
    );
    return ingestContents(store(), [asFile(lines)], { now });
  };

  const moveTo = (horizon: number, dryRun = false): Promise<Forgetting> =>
    forget(store(), { horizon, dryRun }, SILENT, NEVER);

  /** Sessions of a user, in seconds from the horizon. */
  async function sessions(user = USER_ID): Promise<[number, number][]> {
    const { sessions } = await readState(store());
    return sessions
      .filter(({ user_id }) => user_id === user)
      .map(({ session_start: from, session_end: to }): [number, number] => [
        from - MIDNIGHT,
        to - MIDNIGHT,
      ])
      .sort(([a], [b]) => a - b);
  }

  /** The raw pings that are there, in seconds from the horizon. */
  async function rawPings(): Promise<number[]> {
    const rows = await store().query<{ at: number }>({
      name: "raw-pings",
      sql: "SELECT toUnixTimestamp(event_timestamp) AS at FROM session_pings ORDER BY at",
    });
    return rows.map(({ at }) => at - MIDNIGHT);
  }

  async function expectSound(on = store()): Promise<void> {
    const report = await verify(on, { repair: false }, SILENT, NEVER);
    expect(formatVerify(report)).to.match(/^Nothing is wrong/);
  }

  const reasonsOf = ({ rejected }: RunSummary) => countByReason(rejected);

  it("keeps what a ping at the horizon would join, 60 s before it and no more", async () => {
    await ingest([
      registered(),
      registered(OTHER_USER_ID),
      ...[ping(-180), ping(-120), ping(-60)],
      ...[ping(-121, OTHER_USER_ID), ping(-61, OTHER_USER_ID)],
    ]);
    await moveTo(HORIZON);
    expect(await rawPings()).to.deep.equal([-180, -120, -60]);
    await expectSound();
    await ingest([ping(0), ping(0, OTHER_USER_ID)]);
    expect(await sessions()).to.deep.equal([[-180, 0]]);
    expect(await sessions(OTHER_USER_ID)).to.deep.equal([
      [-121, -61],
      [0, 0],
    ]);
    await expectSound();
  });

  it("keeps a session over midnight, and not the one 61 s before it", async () => {
    await ingest([
      registered(),
      ...[ping(-200), ping(-140)],
      ...[ping(-79), ping(-19), ping(41), ping(101)],
    ]);
    const before = await sessions();
    const { sessionPings } = await moveTo(HORIZON);
    expect(sessionPings).to.equal(2);
    expect(await rawPings()).to.deep.equal([-79, -19, 41, 101]);
    expect(await sessions()).to.deep.equal(before);
    await expectSound();
    await moveTo(HORIZON + 1);
    expect(await rawPings()).to.deep.equal([]);
    expect(await sessions()).to.deep.equal(before);
    await expectSound();
  });

  for (const [hours, last] of [
    [1, -60],
    [25, -60],
    // A minute of it lies across the border of what is looked at first.
    [25, -1],
    [9 * 24, -60],
  ] as const)
    it(`finds where a session of ${hours} hours begins that ends ${-last} s before the horizon`, async () => {
      const whole = Array.from({ length: hours * 60 }, (_, n) =>
        ping(last - 60 * n),
      );
      const first = last - 60 * (hours * 60 - 1);
      await ingest([registered(), ping(first - 61), ...whole]);
      const { sessionPings } = await moveTo(HORIZON);
      expect(sessionPings).to.equal(1);
      expect((await rawPings())[0]).to.equal(first);
      expect(await sessions()).to.deep.equal([
        [first - 61, first - 61],
        [first, last],
      ]);
      await expectSound();
    });

  it("rejects a late ping for good, and its id stays known", async () => {
    await ingest([registered(), ping(-300), ping(30)]);
    await moveTo(HORIZON);
    const late = [ping(-240), ping(-1)];
    const summary = await ingest([...late, ping(90)]);
    expect(summary.accepted).to.equal(1);
    expect(reasonsOf(summary)).to.deep.equal({ outside_retention: 2 });
    const again = await ingest(late);
    expect(reasonsOf(again)).to.deep.equal({ duplicate_event: 2 });
    // Of nobody who is known, and of whom another ping is held.
    const held = await ingest([
      ping(-9, OTHER_USER_ID),
      ping(9, OTHER_USER_ID),
    ]);
    expect(reasonsOf(held)).to.deep.equal({
      outside_retention: 1,
      unregistered_user: 1,
    });
    const twice = ping(-5);
    expect(reasonsOf(await ingest([twice, twice]))).to.deep.equal({
      duplicate_event: 1,
      outside_retention: 1,
    });
    expect(await sessions()).to.deep.equal([
      [-300, -300],
      [30, 90],
    ]);
    await expectSound();
  });

  it("lets a registration that comes late count the pings that stayed", async () => {
    await ingest([ping(-1000), ping(-90), ping(-30), ping(20)]);
    const { sessionPings, heldPings } = await moveTo(HORIZON);
    expect({ sessionPings, heldPings }).to.deep.equal({
      sessionPings: 1,
      heldPings: 1,
    });
    const { held, rejectedByReason } = await readState(store());
    expect(held).to.have.length(3);
    expect(rejectedByReason).to.deep.equal({
      outside_retention: 1,
      unregistered_user: 3,
    });
    await expectSound();
    const { admitted } = await ingest([registration(-60)]);
    expect(admitted).to.equal(2);
    expect(await sessions()).to.deep.equal([[-30, 20]]);
    await expectSound();
    await ingest([registered()]);
    expect(await sessions()).to.deep.equal([[-90, 20]]);
    expect((await readState(store())).rejectedByReason).to.deep.equal({
      duplicate_registration: 1,
      outside_retention: 1,
    });
    await expectSound();
  });

  it("keeps the rejected lines of later runs, and of what still waits", async () => {
    const start = { home_goals_scored: null, away_goals_scored: null };
    const unpaired = buildMatch(start, {
      event_id: ++lastId,
      event_timestamp: MIDNIGHT - 500,
    });
    await ingest(
      ["{}", registered(), registered(OTHER_USER_ID), unpaired],
      EARLIER,
    );
    const stranger = "99999999-9999-4999-8999-999999999999";
    await ingest([ping(-400, stranger), ping(-20, stranger)], EARLIER);
    await ingest(["[]", ping(-401, stranger)]);
    const { heldPings, rejectedLines } = await moveTo(HORIZON);
    expect({ heldPings, rejectedLines }).to.deep.equal({
      heldPings: 2,
      rejectedLines: 2,
    });
    const lines = await store().query<{ run: number; line: number }>({
      name: "lines",
      sql: "SELECT source_run_id AS run, line, reason FROM rejected_events FINAL ORDER BY run, line",
    });
    expect(
      lines.map((row) => ({ ...row, line: Number(row.line) })),
    ).to.deep.equal([
      { run: 1, line: 4, reason: "match_unpaired" },
      { run: 2, line: 2, reason: "unregistered_user" },
      { run: 3, line: 1, reason: "malformed_json" },
      { run: 3, line: 2, reason: "outside_retention" },
    ]);
    await expectSound();
    // A match is paired, and a registration taken, from however long ago.
    const end = buildMatch(
      {},
      { event_id: ++lastId, event_timestamp: MIDNIGHT - 400 },
    );
    const { accepted, admitted } = await ingest([end, registered(stranger)]);
    expect({ accepted, admitted }).to.deep.equal({ accepted: 2, admitted: 2 });
    expect((await readState(store())).matches).to.have.length(1);
    expect(await sessions(stranger)).to.deep.equal([[-20, -20]]);
    await expectSound();
  });

  it("says what would go and changes nothing, in a dry run", async () => {
    await ingest(["{}", registered(), ping(-1000), ping(10)], EARLIER);
    const before = inOrder(await readState(store()));
    const dry = await moveTo(HORIZON, true);
    expect(dry).to.include({ runId: null, changes: true, dryRun: true });
    expect(await readHorizon(store())).to.equal(0);
    expect((await readLedger(store())).last?.runId).to.equal(1);
    expect(inOrder(await readState(store()))).to.deep.equal(before);
    expect(await rawPings()).to.have.length(2);
    const { sessionPings, heldPings, rejectedLines } = await moveTo(HORIZON);
    expect(dry).to.include({ sessionPings, heldPings, rejectedLines });
    expect({ sessionPings, rejectedLines }).to.deep.equal({
      sessionPings: 1,
      rejectedLines: 1,
    });
  });

  it("only moves on, and does nothing before the first run", async () => {
    expect(await moveTo(HORIZON)).to.include({ changes: false, horizon: 0 });
    await ingest([registered(), ping(-1000), ping(10)]);
    expect(await moveTo(HORIZON)).to.include({ runId: 2 });
    for (const horizon of [HORIZON - 1, HORIZON])
      expect(await moveTo(horizon)).to.include({
        runId: null,
        changes: false,
        horizon: HORIZON,
      });
    // There need not be anything to forget for late events to be late.
    expect(await moveTo(HORIZON + 1)).to.include({ runId: 3 });
    expect(await moveTo(HORIZON + 2)).to.include({ runId: 4 });
    expect(await readHorizon(store())).to.equal(HORIZON + 2);
    expect((await readLedger(store())).last).to.include({
      runId: 4,
      request: "forget",
      state: "reported",
    });
  });

  it("is in a backup, and one from before brings back what has gone", () =>
    withFolder(async (folder) => {
      await ingest([registered(), ping(-1000), ping(10)]);
      await take(store(), join(folder, "before"));
      await moveTo(HORIZON);
      await take(store(), join(folder, "after"));
      for (const [name, horizon, pings] of [
        ["after", HORIZON, [10]],
        ["before", 0, [-1000, 10]],
      ] as const) {
        await emptyDatabase(store());
        await put(store(), join(folder, name));
        expect(await readHorizon(store())).to.equal(horizon);
        expect(await rawPings()).to.deep.equal(pings);
        await expectSound();
        const late = await ingest([ping(-500)]);
        expect(late.accepted).to.equal(horizon === 0 ? 1 : 0);
      }
    }));

  it("leaves no old part of a table on the disk", async () => {
    await ingest(["{}", ping(-1000)], EARLIER);
    await moveTo(HORIZON);
    const parts = await store().query({
      name: "old-parts",
      sql: "SELECT table, name FROM system.parts WHERE database = currentDatabase() AND table IN ('session_pings', 'held_events', 'rejected_events') AND rows > 0",
    });
    expect(parts).to.deep.equal([]);
  });

  it("loses no session to a repair, and no id", async () => {
    await ingest([registered(), ping(-1000), ping(-940), ping(10), ping(500)]);
    await moveTo(HORIZON);
    const whole = inOrder(await readState(store()));
    for (const sql of [
      "ALTER TABLE sessions DELETE WHERE session_start > 1728518500 SETTINGS mutations_sync = 2",
      "ALTER TABLE event_ids DELETE WHERE event_id IN (SELECT event_id FROM session_pings) SETTINGS mutations_sync = 2",
      "INSERT INTO event_ids SELECT * FROM event_ids LIMIT 1",
      "TRUNCATE TABLE session_data",
    ])
      await store().command({ name: "plant", sql });
    const report = await verify(store(), { repair: true }, SILENT, NEVER);
    expect(report.differences.map(({ table }) => table)).to.deep.equal([
      "event_ids",
      "sessions",
      "session_data",
      // They have a session more than there is.
      "session_data_by_date",
      "user_totals",
    ]);
    expect(report.repair?.left).to.deep.equal([]);
    expect(inOrder(await readState(store()))).to.deep.equal(whole);
    const [ids] = await store().query<{ ids: number }>({
      name: "ids",
      sql: "SELECT count() AS ids FROM event_ids",
    });
    expect(Number(ids?.ids)).to.equal(5);
    await expectSound();
  });

  it("tells what is wrong of what can be computed, and what it takes as it is", async () => {
    await ingest([registered(), ping(-1000), ping(10)]);
    await moveTo(HORIZON);
    const report = await verify(store(), { repair: false }, SILENT, NEVER);
    expect(formatVerify(report)).to.match(
      /^Nothing is wrong: 11 tables are what the raw events say; sessions that had ended before 2024-10-10 are taken as they are\. /,
    );
    // Nobody has sessions before registering.
    for (const changes of [
      `toUUID('${OTHER_USER_ID}') AS user_id`,
      "session_start - 86400 * 200 AS session_start, date - 200 AS date",
    ])
      await store().command({
        name: "plant",
        sql: `INSERT INTO sessions SELECT * REPLACE (${changes}) FROM (SELECT * FROM sessions WHERE user_id = '${USER_ID}' ORDER BY date LIMIT 1)`,
      });
    const { differences } = await verify(
      store(),
      { repair: false },
      SILENT,
      NEVER,
    );
    expect(differences.find(({ table }) => table === "sessions")).to.include({
      count: 2,
    });
  });
});

describe("a forgetting that is cut off", function () {
  this.timeout(300_000);

  it("is all or nothing wherever it ends", async () => {
    const lines = ["{}", registered(), ping(-1000), ping(-30), ping(10)].map(
      (line) => Buffer.from(typeof line === "string" ? line : writeUsual(line)),
    );
    const endAfter = (steps: number) =>
      withDatabase(async (store) => {
        await ingestContents(store, [asFile(lines)], { now: EARLIER });
        let left = steps;
        const dying = watchStore(store, (_, call) => {
          if (left-- > 0) return call();
          throw new Error("the process ends here");
        });
        const request = { horizon: HORIZON, dryRun: false };
        const told = await forget(dying, request, SILENT, NEVER).catch(
          () => undefined,
        );
        // What the next process does when it opens the database.
        await recover(store);
        const [row] = await store.query<{ pings: number; lines: number }>({
          name: "left",
          sql: "SELECT (SELECT count() FROM session_pings) AS pings, (SELECT count() FROM rejected_events) AS lines",
        });
        const horizon = await readHorizon(store);
        expect([Number(row?.pings), Number(row?.lines)]).to.deep.equal(
          horizon === HORIZON ? [2, 0] : [3, 1],
        );
        return { done: horizon === HORIZON, told: told !== undefined };
      });
    const outcomes = [];
    for (let steps = 3; outcomes.at(-1)?.told !== true; steps += 5)
      outcomes.push(await endAfter(steps));
    expect(outcomes[0]).to.deep.equal({ done: false, told: false });
    expect(outcomes).to.deep.include({ done: true, told: false });
  });
});
